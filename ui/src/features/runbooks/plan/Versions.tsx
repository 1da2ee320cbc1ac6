import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { planVersionsQuery } from '../../../api/runbooks';
import type { DeploymentPlan } from '../../../api/types';
import { EmptyState, PageState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { TimeText } from '../../../components/Time';
import { useText } from '../../../i18n/text';

/** Every state of the plan that was approved, the newest first. */
export function Versions({ plan }: { plan: Pick<DeploymentPlan, 'id' | 'key'> }) {
  const text = useText();
  const query = useQuery(planVersionsQuery(plan.id));
  return (
    <PageState query={query}>
      {(versions) =>
        versions.length === 0 ? (
          <EmptyState title={text('runbooks.versions.none')} detail={text('runbooks.versions.next')} />
        ) : (
          <PlainTable
            caption={text('runbooks.view.versions')}
            rows={versions}
            rowKey={({ version }) => String(version)}
            columns={[
              {
                id: 'version',
                header: text('runbooks.version'),
                cell: ({ version }) => (
                  <Link to="/runbooks/$key" params={{ key: plan.key }} search={{ version: String(version) }}>
                    {text('runbooks.versionOf', { version })}
                  </Link>
                ),
              },
              {
                id: 'approved',
                header: text('runbooks.approved'),
                cell: ({ approved_at }) => <TimeText at={approved_at} />,
              },
              {
                id: 'by',
                header: text('runbooks.approvedBy'),
                size: 'wide',
                cell: ({ approvals }) =>
                  approvals
                    .map(({ by, comment }) => [by?.name, comment].filter(Boolean).join(': '))
                    .join(' · '),
              },
            ]}
          />
        )
      }
    </PageState>
  );
}
