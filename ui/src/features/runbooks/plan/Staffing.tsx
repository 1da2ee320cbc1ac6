import { useQuery } from '@tanstack/react-query';
import { planStaffingQuery } from '../../../api/runbooks';
import type { DeploymentPlanDetail } from '../../../api/types';
import { durationText } from '../../../components/duration';
import { OpenButton } from '../../../components/OpenButton';
import { EmptyState, PageState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { useText } from '../../../i18n/text';
import { clockText } from './columns';

interface StaffingProps {
  plan: DeploymentPlanDetail;
  onOpen: (number: number) => void;
}

/** Where the plan asks more of somebody than they can do at once, and when it is over if nobody does. */
export function Staffing({ plan, onOpen }: StaffingProps) {
  const text = useText();
  const query = useQuery(planStaffingQuery(plan.id));
  const nameOf = new Map(plan.tasks.map(({ number, name }) => [number, name]));
  return (
    <PageState query={query}>
      {({ clashes, earliest_end, staffed_end }) => {
        const later = staffed_end - earliest_end;
        return (
          <>
            <div style={{ display: 'grid', gap: 4, padding: '10px 16px', background: 'var(--surface)' }}>
              <p>{text('runbooks.staffing.earliest', { time: clockText(earliest_end) })}</p>
              <p style={later > 0 ? { color: 'var(--danger)', fontWeight: 600 } : { fontWeight: 600 }}>
                {later > 0
                  ? text('runbooks.staffing.end', {
                      time: clockText(staffed_end),
                      later: durationText(later),
                    })
                  : text('runbooks.staffing.same')}
              </p>
            </div>
            {clashes.length === 0 ? (
              <EmptyState title={text('runbooks.staffing.none')} detail={text('runbooks.staffing.next')} />
            ) : (
              <PlainTable
                caption={text('runbooks.view.staffing')}
                rows={clashes}
                rowKey={({ who, from, to }) => `${who?.person?.id ?? who?.team?.id} ${from} ${to}`}
                columns={[
                  {
                    id: 'who',
                    header: text('runbooks.staffing.who'),
                    cell: ({ who }) => who?.person?.name ?? who?.team?.name ?? text('value.none'),
                  },
                  {
                    id: 'when',
                    header: text('runbooks.staffing.when'),
                    cell: ({ from, to }) => `${clockText(from)} – ${clockText(to)}`,
                  },
                  {
                    id: 'asked',
                    header: text('runbooks.staffing.asked'),
                    cell: ({ tasks, can }) => text('runbooks.staffing.askedOf', { count: tasks.length, can }),
                  },
                  {
                    id: 'tasks',
                    header: text('runbooks.tasks'),
                    size: 'wide',
                    cell: ({ tasks }) =>
                      tasks.map((number) => (
                        <span key={number} style={{ marginRight: 12 }}>
                          <OpenButton onOpen={() => onOpen(number)}>
                            {number} {nameOf.get(number)}
                          </OpenButton>
                        </span>
                      )),
                  },
                ]}
              />
            )}
          </>
        );
      }}
    </PageState>
  );
}
