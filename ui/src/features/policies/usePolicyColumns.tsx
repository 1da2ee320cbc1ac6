import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { Policy } from '../../api/types';
import { type DataColumn, rowLink } from '../../components/DataTable';
import { RefLink } from '../../components/RefLink';
import { useText } from '../../i18n/text';
import { EnforcementBadge, PolicyStatusBadge } from './PolicyBadges';
import { useGoverns } from './useGoverns';

/** What is shown of a policy: what is in force, or else what was written last. */
const shown = (policy: Policy) => policy.in_force ?? policy.latest;

export function usePolicyColumns(): DataColumn<Policy>[] {
  const text = useText();
  const governs = useGoverns();
  const { locale } = useIntl();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change only with the locale
  return useMemo(
    () => [
      {
        id: 'name',
        header: text('column.name'),
        size: 'wide',
        cell: (policy) => (
          <Link to="/policies/$key" params={{ key: policy.key }} className={rowLink}>
            {policy.name}
          </Link>
        ),
      },
      {
        id: 'status',
        header: text('column.status'),
        cell: (policy) => <PolicyStatusBadge status={shown(policy).status} />,
      },
      {
        id: 'enforcement',
        header: text('policies.enforcement'),
        cell: (policy) => <EnforcementBadge enforcement={shown(policy).enforcement} />,
      },
      {
        id: 'expression',
        header: text('policies.expression'),
        size: 'clip',
        leaves: 'notOnPhone',
        cell: (policy) => <span className="mono">{shown(policy).expression}</span>,
      },
      {
        id: 'governs',
        header: text('policies.governs'),
        size: 'clip',
        leaves: 'later',
        cell: (policy) => governs(shown(policy)),
      },
      {
        id: 'portfolio',
        header: text('column.portfolio'),
        size: 'clip',
        leaves: 'notOnPhone',
        cell: (policy) =>
          policy.portfolio ? (
            <RefLink kind="portfolio" reference={policy.portfolio} />
          ) : (
            <span className="faint">{text('policies.above')}</span>
          ),
      },
    ],
    [locale],
  );
}
