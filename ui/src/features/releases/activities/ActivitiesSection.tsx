import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { activitiesQuery, phasesQuery } from '../../../api/plan';
import type { Activity } from '../../../api/types';
import { ActivityBadge } from '../../../components/Badges';
import { ExportMenu } from '../../../components/ExportMenu';
import { Section } from '../../../components/Page';
import { PageState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { DayText } from '../../../components/Time';
import { useFilters, usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { AddButton, RowButton } from '../SectionButtons';
import { ActivityBoard } from './ActivityBoard';
import styles from './ActivityBoard.module.css';
import { ActivityPanel } from './ActivityPanel';

const VIEW = ['view'] as const;

export function ActivitiesSection() {
  const text = useText();
  const panel = usePanel();
  const { id, key, zone } = useRelease();
  const [{ view = 'table' }, show] = useFilters(VIEW);
  const activities = useInfiniteQuery(activitiesQuery(id));
  const phases = useQuery(phasesQuery(id)).data ?? [];
  const open = activities.data?.find((one) => one.id === panel.subject);

  return (
    <PageState query={activities}>
      {(items) => (
        <>
          <Section
            title={text('release.activities')}
            actions={
              <>
                <fieldset className={styles.views} aria-label={text('activities.view')}>
                  {(['table', 'board'] as const).map((one) => (
                    <Button
                      key={one}
                      variant={view === one ? 'light' : 'subtle'}
                      aria-pressed={view === one}
                      onClick={() => show({ view: one === 'board' ? one : undefined })}
                    >
                      {text(`activities.${one}`)}
                    </Button>
                  ))}
                </fieldset>
                <ExportMenu table="/tables/releases/{release}/activities" release={key} filters={{}} />
                <AddButton onClick={() => panel.open('work')}>{text('activities.add')}</AddButton>
              </>
            }
            empty={items.length === 0 && text('activities.none')}
          >
            {view === 'board' ? (
              <ActivityBoard items={items} pages={activities} onEdit={(id) => panel.open('work', id)} />
            ) : (
              <PlainTable<Activity>
                caption={text('release.activities')}
                rows={items}
                pages={activities}
                rowKey={(activity) => activity.id}
                columns={[
                  {
                    id: 'name',
                    header: text('column.name'),
                    size: 'wide',
                    cell: (activity) => activity.name,
                  },
                  {
                    id: 'status',
                    header: text('column.status'),
                    cell: (activity) => <ActivityBadge status={activity.status} />,
                  },
                  {
                    id: 'assignee',
                    header: text('column.assignee'),
                    size: 'clip',
                    cell: (activity) =>
                      activity.assignee?.name ?? <span className="faint">{text('value.nobody')}</span>,
                  },
                  {
                    id: 'start',
                    header: text('plan.from', { zone }),
                    leaves: 'notOnPhone',
                    cell: (activity) => <DayText day={activity.start} />,
                  },
                  {
                    id: 'due',
                    header: text('activities.due', { zone }),
                    cell: (activity) => <DayText day={activity.due} />,
                  },
                  {
                    id: 'phase',
                    header: text('column.phase'),
                    size: 'clip',
                    leaves: 'notOnPhone',
                    cell: (activity) =>
                      activity.phase?.name ?? <span className="faint">{text('value.none')}</span>,
                  },
                  {
                    id: 'actions',
                    header: text('column.actions'),
                    cell: (activity) => (
                      <RowButton
                        label={text('action.editOf', { name: activity.name })}
                        onClick={() => panel.open('work', activity.id)}
                      >
                        {text('action.edit')}
                      </RowButton>
                    ),
                  },
                ]}
              />
            )}
          </Section>
          {panel.name === 'work' && (panel.subject === undefined || open) && (
            <ActivityPanel key={panel.subject} activity={open} phases={phases} onClose={panel.close} />
          )}
        </>
      )}
    </PageState>
  );
}
