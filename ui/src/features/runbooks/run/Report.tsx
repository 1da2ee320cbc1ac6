import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { runReportQuery } from '../../../api/runs';
import type { RunBoard } from '../../../api/types';
import { durationText } from '../../../components/duration';
import { OpenButton } from '../../../components/OpenButton';
import { EmptyState, PageState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { useText } from '../../../i18n/text';
import { rounded } from './core/forecast';
import { reportLines, totalsOf } from './core/report';
import { Big, Figure, Small } from './Figures';
import { Signed } from './Forecast';
import { StandingBadge } from './Standing';

const time = (seconds: number) => durationText(rounded(seconds));

/** How the run went against its plan and against the runs before it: what differed most first. */
export function Report({ board, onOpen }: { board: RunBoard; onOpen: (number: number) => void }) {
  const text = useText();
  const query = useQuery(runReportQuery(board.id));
  const none = <span className="faint">{text('value.none')}</span>;
  return (
    <PageState query={query}>
      {(report) => {
        const lines = reportLines(report);
        const totals = totalsOf(lines);
        if (totals.count === 0)
          return <EmptyState title={text('run.report.none')} detail={text('run.report.next')} />;
        return (
          <>
            <section
              aria-label={text('run.report.totals')}
              style={{ display: 'flex', flexWrap: 'wrap', gap: '8px 40px', padding: '10px 16px' }}
            >
              <Figure name={text('run.report.planned')}>
                <Big>{time(totals.planned)}</Big>
                <Small>{text('run.report.of', { count: totals.count })}</Small>
              </Figure>
              <Figure name={text('run.report.took')}>
                <Big>{time(totals.took)}</Big>
              </Figure>
              <Figure name={text('run.report.longerBy')}>
                <Big>
                  <Signed seconds={totals.longerBy} />
                </Big>
              </Figure>
              <Button
                variant="default"
                style={{ marginLeft: 'auto', alignSelf: 'center' }}
                renderRoot={(props) => (
                  <Link
                    {...props}
                    to="/runbooks/$key"
                    params={{ key: board.plan.key }}
                    search={{ panel: 'learn' }}
                  />
                )}
              >
                {text('runbooks.learn')}
              </Button>
            </section>
            <PlainTable
              caption={text('run.view.report')}
              rows={lines}
              rowKey={({ number }) => String(number)}
              columns={[
                {
                  id: 'task',
                  header: text('task.name'),
                  size: 'wide',
                  cell: ({ task }) => (
                    <OpenButton onOpen={() => onOpen(task.number)}>
                      {task.number} {task.name}
                    </OpenButton>
                  ),
                },
                {
                  id: 'standing',
                  header: text('run.standing'),
                  leaves: 'last',
                  cell: ({ task }) => <StandingBadge standing={task.standing} />,
                },
                {
                  id: 'planned',
                  header: text('run.report.planned'),
                  size: 'end',
                  cell: ({ planned }) => time(planned),
                },
                {
                  id: 'took',
                  header: text('run.report.took'),
                  size: 'end',
                  cell: ({ took }) => (took === null ? none : time(took)),
                },
                {
                  id: 'longer',
                  header: text('run.report.longerBy'),
                  size: 'end',
                  cell: ({ longer_by }) => (longer_by === null ? none : <Signed seconds={longer_by} />),
                },
                {
                  id: 'late',
                  header: text('run.report.lateBy'),
                  size: 'end',
                  cell: ({ late_by }) => (late_by === null ? none : <Signed seconds={late_by} />),
                },
                {
                  id: 'before',
                  header: text('run.report.before'),
                  leaves: 'later',
                  cell: ({ before }) => (before.length === 0 ? none : before.map(time).join(' · ')),
                },
              ]}
            />
          </>
        );
      }}
    </PageState>
  );
}
