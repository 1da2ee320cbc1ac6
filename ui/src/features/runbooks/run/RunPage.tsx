import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import { teamsOf } from '../../../api/organisation';
import { runQuery } from '../../../api/runs';
import { sessionQuery } from '../../../api/session';
import type { RunBoard } from '../../../api/types';
import { Page } from '../../../components/Page';
import { EmptyState, PageState, Waiting } from '../../../components/PageState';
import { Switch } from '../../../components/Switch';
import { Trail } from '../../../components/Trail';
import { usePhone } from '../../../components/usePhone';
import { useFilters, usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { RunKindBadge, RunStatusBadge } from '../badges';
import { GROUPS, type Group, isShown, linesOf, SHOWN, type Shown } from './core/lines';
import { Figures, isOpen } from './Figures';
import { Forecast } from './Forecast';
import { KeptList } from './KeptList';
import { RunTable } from './RunTable';
import { useKept } from './shelf';
import { TaskCards } from './TaskCards';
import type { Turn } from './TurnPanel';

// None of them is looked at first.
const EditRunPanel = lazy(async () => ({ default: (await import('./EditRunPanel')).EditRunPanel }));
const IssuePanel = lazy(async () => ({ default: (await import('./IssuePanel')).IssuePanel }));
const Issues = lazy(async () => ({ default: (await import('./Issues')).Issues }));
const Report = lazy(async () => ({ default: (await import('./Report')).Report }));
const RunLog = lazy(async () => ({ default: (await import('./RunLog')).RunLog }));
const TaskSheet = lazy(async () => ({ default: (await import('./TaskSheet')).TaskSheet }));
const TurnPanel = lazy(async () => ({ default: (await import('./TurnPanel')).TurnPanel }));

const VIEWS = ['tasks', 'issues', 'log', 'report'] as const;
type View = (typeof VIEWS)[number];
const FILTERS = ['view', 'group', 'shown'] as const;
/** Times of what is under way move even when nothing happens. */
const AGAIN_MS = 30_000;

/** The control room: how a run goes, and everything that is done in it. */
export function RunPage() {
  const { run } = useParams({ from: '/shell/runs/$run' });
  const query = useQuery({ ...runQuery(run), refetchInterval: AGAIN_MS });
  return <PageState query={query}>{(board) => <Room board={board} />}</PageState>;
}

export function useMine() {
  const person = useQuery(sessionQuery).data?.person.id ?? '';
  const teams = useQuery({ ...teamsOf(person), enabled: person !== '' }).data;
  return useMemo(() => ({ person, teams: new Set(teams?.map(({ id }) => id)) }), [person, teams]);
}

/** Which turns each state of a run offers; whether they are let be taken the server says. */
const OFFERED: Record<RunBoard['status'], Turn[]> = {
  planned: ['start', 'abort'],
  running: ['complete', 'pause', 'roll-back', 'abort'],
  paused: ['resume', 'roll-back', 'abort'],
  completed: [],
  rolled_back: [],
  aborted: [],
};

function Room({ board }: { board: RunBoard }) {
  const text = useText();
  const panel = usePanel();
  const isPhone = usePhone();
  const mine = useMine();
  const [filters, setFilters] = useFilters(FILTERS);
  const { kept, act, dismiss } = useKept(board.id);
  const view: View = VIEWS.find((one) => one === filters.view) ?? 'tasks';
  const group: Group = GROUPS.find((one) => one === filters.group) ?? 'section';
  const shown: Shown = SHOWN.find((one) => one === filters.shown) ?? (isPhone ? 'mine' : 'all');
  const lines = useMemo(() => linesOf(board, group, shown, mine), [board, group, shown, mine]);
  const countOf = (one: Shown) => board.tasks.filter((task) => isShown(task, one, mine, board)).length;
  const open = board.issues.filter(({ decision }) => decision === null).length;
  const turns = OFFERED[board.status].filter((turn) => turn !== 'roll-back' || board.branches.length > 0);
  const turn = turns.find((one) => one === panel.name);
  const task =
    panel.name === 'task' ? board.tasks.find(({ number }) => String(number) === panel.subject) : undefined;
  const openTask = useMemo(() => (number: number) => panel.open('task', String(number)), [panel.open]);
  const common = { board, lines, kept, act, onOpen: openTask };
  return (
    <Page
      title={board.name}
      trail={
        <Trail home={{ to: '/runbooks', name: text('nav.runbooks') }}>
          <Link
            to="/runbooks/$key"
            params={{ key: board.plan.key }}
            search={{ version: String(board.version) }}
          >
            {board.plan.key} {text('runbooks.versionOf', { version: board.version })}
          </Link>
        </Trail>
      }
      actions={
        <>
          <RunKindBadge kind={board.kind} />
          <RunStatusBadge status={board.status} />
          {turns.map((one, index) => (
            <Button
              key={one}
              variant={index === 0 && one !== 'complete' ? 'filled' : 'default'}
              onClick={() => panel.open(one)}
            >
              {text(`run.turn.${one}`)}
            </Button>
          ))}
          {isOpen(board) && panel.name === undefined && (
            <Button variant="default" onClick={() => panel.open('edit')}>
              {text('action.edit')}
            </Button>
          )}
          {!isPhone && panel.name === undefined && (
            <Button
              variant="default"
              renderRoot={(props) => <Link {...props} to="/runs/$run/wall" params={{ run: board.id }} />}
            >
              {text('run.wall')}
            </Button>
          )}
        </>
      }
      filters={
        <>
          <Switch
            label={text('runbooks.views')}
            options={VIEWS.map((one) => ({
              value: one,
              name: one === 'issues' && open > 0 ? `${text('run.issues')} ${open}` : text(`run.view.${one}`),
            }))}
            value={view}
            onChange={(one) => setFilters({ view: one === 'tasks' ? undefined : one })}
          />
          {view === 'tasks' && (
            <>
              <Switch
                label={text('run.shown')}
                options={SHOWN.map((one) => ({
                  value: one,
                  name: [text(`run.shown.${one}`), countOf(one)].join(' '),
                }))}
                value={shown}
                onChange={(one) => setFilters({ shown: one })}
              />
              {!isPhone && (
                <Switch
                  label={text('run.group')}
                  options={GROUPS.map((one) => ({ value: one, name: text(`run.group.${one}`) }))}
                  value={group}
                  onChange={(one) => setFilters({ group: one })}
                />
              )}
            </>
          )}
        </>
      }
    >
      <Figures board={board} />
      {isOpen(board) && <Forecast board={board} />}
      <KeptList board={board} kept={kept} onDismiss={dismiss} />
      <Suspense fallback={<Waiting />}>
        {view === 'issues' && (
          <Issues
            board={board}
            onOpen={(id) => panel.open('issue', id)}
            onRaise={() => panel.open('raise')}
          />
        )}
        {view === 'report' && <Report board={board} onOpen={openTask} />}
        {view === 'log' && <RunLog run={board.id} />}
        {view === 'tasks' &&
          (isPhone ? (
            <TaskCards {...common} />
          ) : lines.length === 0 ? (
            <EmptyState title={text('run.none')} detail={text('run.none.next')} />
          ) : (
            <RunTable {...common} />
          ))}
      </Suspense>
      <Suspense>
        {panel.name === 'edit' && <EditRunPanel board={board} onClose={panel.close} />}
        {turn && <TurnPanel key={turn} board={board} turn={turn} onClose={panel.close} />}
        {task && (
          <TaskSheet
            key={task.number}
            board={board}
            task={task}
            act={act}
            onIssue={() => panel.open('raise', String(task.number))}
            onClose={panel.close}
          />
        )}
        {panel.name === 'raise' && (
          <IssuePanel
            board={board}
            task={panel.subject ? Number(panel.subject) : undefined}
            onClose={panel.close}
          />
        )}
        {panel.name === 'issue' &&
          board.issues
            .filter(({ id }) => id === panel.subject)
            .map((issue) => <IssuePanel key={issue.id} board={board} issue={issue} onClose={panel.close} />)}
      </Suspense>
    </Page>
  );
}
