import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { ReleaseItem } from '../api/types';
import { useText } from '../i18n/text';
import { HealthBadge, KindText, RiskBadge, StatusBadge } from './Badges';
import { type DataColumn, rowLink } from './DataTable';
import { RefLink } from './RefLink';
import { DueText } from './Time';

/** The columns of every list of releases. */
export function useReleaseColumns(): DataColumn<ReleaseItem>[] {
  const text = useText();
  const { locale } = useIntl();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change only with the locale
  return useMemo(
    () => [
      {
        id: 'key',
        header: text('column.key'),
        sort: 'key',
        cell: (release) => <span className="mono">{release.key}</span>,
      },
      {
        id: 'name',
        header: text('column.name'),
        sort: 'name',
        size: 'wide',
        cell: (release) => (
          <RefLink kind="release" reference={release} className={rowLink}>
            {release.name}
          </RefLink>
        ),
      },
      {
        id: 'kind',
        header: text('column.kind'),
        leaves: 'notOnPhone',
        cell: (release) => <KindText kind={release.kind} />,
      },
      {
        id: 'status',
        header: text('column.status'),
        cell: (release) => <StatusBadge status={release.status} />,
      },
      {
        id: 'health',
        header: text('column.health'),
        cell: (release) => <HealthBadge health={release.health} />,
      },
      {
        id: 'target',
        header: text('column.target'),
        sort: 'target',
        cell: (release) => <DueText due={release.target} />,
      },
      {
        id: 'gate',
        header: text('column.nextGate'),
        size: 'clip',
        leaves: 'later',
        cell: (release) => release.next_gate?.name ?? <span className="faint">{text('value.none')}</span>,
      },
      {
        id: 'portfolio',
        header: text('column.portfolio'),
        size: 'clip',
        leaves: 'later',
        cell: (release) => <RefLink kind="portfolio" reference={release.portfolio} />,
      },
      {
        id: 'accountable',
        header: text('column.accountable'),
        size: 'clip',
        leaves: 'later',
        cell: (release) => release.accountable?.name ?? <span className="faint">{text('value.nobody')}</span>,
      },
      {
        id: 'risk',
        header: text('column.risk'),
        leaves: 'last',
        cell: (release) => <RiskBadge risk={release.risk} />,
      },
    ],
    [locale],
  );
}
