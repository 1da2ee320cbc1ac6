import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { Environment } from '../../api/types';
import { EnvironmentStateBadge } from '../../components/Badges';
import { type DataColumn, rowLink } from '../../components/DataTable';
import { RefLink } from '../../components/RefLink';
import { useText } from '../../i18n/text';

export function useEnvironmentColumns(): DataColumn<Environment>[] {
  const text = useText();
  const { locale } = useIntl();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change only with the locale
  return useMemo(() => {
    const none = <span className="faint">{text('value.none')}</span>;
    return [
      {
        id: 'key',
        header: text('column.key'),
        sort: 'key',
        size: 'clip',
        cell: ({ key }) => <span className="mono">{key}</span>,
      },
      {
        id: 'name',
        header: text('column.name'),
        sort: 'name',
        size: 'wide',
        cell: (environment) => <RefLink kind="environment" reference={environment} className={rowLink} />,
      },
      {
        id: 'state',
        header: text('column.state'),
        cell: ({ state }) => <EnvironmentStateBadge state={state} />,
      },
      { id: 'stage', header: text('column.stage'), cell: ({ stage }) => stage?.name ?? none },
      {
        id: 'group',
        header: text('column.group'),
        size: 'clip',
        leaves: 'notOnPhone',
        cell: ({ group }) => group?.name ?? none,
      },
      {
        id: 'shareable',
        header: text('environments.use'),
        leaves: 'notOnPhone',
        cell: (environment) => <Use environment={environment} />,
      },
      {
        id: 'team',
        header: text('systems.team'),
        size: 'clip',
        leaves: 'notOnPhone',
        cell: ({ team }) => team?.name ?? none,
      },
      {
        id: 'portfolio',
        header: text('column.portfolio'),
        size: 'clip',
        leaves: 'notOnPhone',
        cell: ({ portfolio }) => <RefLink kind="portfolio" reference={portfolio} />,
      },
    ];
  }, [locale]);
}

/** Whether several may have it at once, and how many. */
export function Use({ environment }: { environment: Environment }) {
  const text = useText();
  if (!environment.shareable) return text('environments.exclusive');
  if (environment.capacity === null) return text('environments.shared');
  return text('environments.sharedBy', { count: environment.capacity });
}
