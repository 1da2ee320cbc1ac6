import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { System } from '../../api/types';
import { RiskBadge } from '../../components/Badges';
import { type DataColumn, rowLink } from '../../components/DataTable';
import { RefLink } from '../../components/RefLink';
import { useText } from '../../i18n/text';

export function useSystemColumns(): DataColumn<System>[] {
  const text = useText();
  const { locale } = useIntl();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change only with the locale
  return useMemo(
    () => [
      {
        id: 'key',
        header: text('column.key'),
        sort: 'key',
        cell: (system) => <span className="mono">{system.key}</span>,
      },
      {
        id: 'name',
        header: text('column.name'),
        sort: 'name',
        size: 'wide',
        cell: (system) => <RefLink kind="system" reference={system} className={rowLink} />,
      },
      {
        id: 'kind',
        header: text('column.kind'),
        cell: (system) => system.kind,
      },
      {
        id: 'portfolio',
        header: text('column.portfolio'),
        size: 'clip',
        leaves: 'notOnPhone',
        cell: (system) => <RefLink kind="portfolio" reference={system.portfolio} />,
      },
      {
        id: 'team',
        header: text('people.team'),
        size: 'clip',
        cell: (system) => system.team?.name ?? <span className="faint">{text('value.none')}</span>,
      },
      {
        id: 'criticality',
        header: text('column.criticality'),
        leaves: 'notOnPhone',
        cell: (system) => <RiskBadge risk={system.criticality} />,
      },
      {
        id: 'latest',
        header: text('column.latest'),
        leaves: 'notOnPhone',
        cell: (system) => <span className="mono">{system.latest_version ?? text('value.none')}</span>,
      },
    ],
    [locale],
  );
}
