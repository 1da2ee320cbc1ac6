import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { planQuery, planVersionQuery } from '../../../api/runbooks';
import type { DeploymentPlanDetail } from '../../../api/types';
import { ArchiveButton } from '../../../components/ArchiveButton';
import { durationText } from '../../../components/duration';
import { Page } from '../../../components/Page';
import { EmptyState, PageState, Waiting } from '../../../components/PageState';
import { ProblemAlert } from '../../../components/ProblemAlert';
import { ReasonedButton } from '../../../components/ReasonedButton';
import { RefLink } from '../../../components/RefLink';
import { Switch } from '../../../components/Switch';
import { Trail } from '../../../components/Trail';
import { usePhone } from '../../../components/usePhone';
import { useFilters, usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { PlanStatusBadge } from '../badges';
import type { PlanGraphProps } from './PlanGraph';
import { TaskGrid } from './TaskGrid';
import { usePlanEditor } from './usePlanEditor';

// None of them is looked at first.
const ApprovePanel = lazy(async () => ({ default: (await import('./ApprovePanel')).ApprovePanel }));
const LearnPanel = lazy(async () => ({ default: (await import('./LearnPanel')).LearnPanel }));
const NewRunPanel = lazy(async () => ({ default: (await import('./NewRunPanel')).NewRunPanel }));
const PartsPanel = lazy(async () => ({ default: (await import('./PartsPanel')).PartsPanel }));
const PlanPanel = lazy(async () => ({ default: (await import('./PlanPanel')).PlanPanel }));
const Staffing = lazy(async () => ({ default: (await import('./Staffing')).Staffing }));
const TaskPanel = lazy(async () => ({ default: (await import('./TaskPanel')).TaskPanel }));
const Versions = lazy(async () => ({ default: (await import('./Versions')).Versions }));

/** What draws and what places things are large, and fetched beside each other. */
const PlanGraph = lazy(async () => {
  const [{ PlanGraph }, { placed }] = await Promise.all([
    import('./PlanGraph'),
    import('../../../components/graph/layout'),
  ]);
  return { default: (props: PlanGraphProps) => <PlanGraph {...props} placed={placed} /> };
});

const VIEWS = ['table', 'graph', 'staffing', 'versions'] as const;
type View = (typeof VIEWS)[number];
const FILTERS = ['view', 'way', 'version', 'bars'] as const;

/** A plan: what is done, in which order, by whom, and how long that takes. */
export function PlanPage() {
  const { key } = useParams({ from: '/shell/runbooks/$key' });
  const [{ version }] = useFilters(FILTERS);
  const query = useQuery(planQuery(key));
  const old = useQuery({
    ...planVersionQuery(query.data?.id ?? '', Number(version)),
    enabled: version !== undefined && query.data !== undefined,
  });
  return (
    <PageState query={query}>
      {(plan) =>
        version === undefined ? (
          <PlanView reference={key} plan={plan} version={null} />
        ) : (
          <PageState query={old}>
            {(was) => <PlanView key={version} reference={key} plan={was} version={version} />}
          </PageState>
        )
      }
    </PageState>
  );
}

interface PlanViewProps {
  reference: string;
  plan: DeploymentPlanDetail;
  /** Which version it was as; null as it is. */
  version: string | null;
}

function PlanView({ reference, plan, version }: PlanViewProps) {
  const text = useText();
  const panel = usePanel();
  const isPhone = usePhone();
  const [filters, setFilters] = useFilters(FILTERS);
  // Who can do it is looked at as it is now.
  const views = VIEWS.filter((one) => one !== 'staffing' || version === null);
  const view: View = views.find((one) => one === filters.view) ?? 'table';
  const way = plan.branches.find(({ key }) => key === filters.way)?.key ?? null;
  const editor = usePlanEditor(plan, reference);
  const isReadOnly = version !== null || plan.archived_at !== null;
  const hasBars = filters.bars !== 'no';
  const task =
    panel.name === 'task' ? plan.tasks.find(({ number }) => String(number) === panel.subject) : undefined;
  const putAway = plan.archived_at === null ? null : text('archive.why');
  return (
    <Page
      title={plan.name}
      trail={
        <Trail home={{ to: '/runbooks', name: text('nav.runbooks') }}>
          <RefLink kind="portfolio" reference={plan.portfolio} />
          {plan.release && <RefLink kind="release" reference={plan.release} />}
        </Trail>
      }
      actions={
        version === null ? (
          <>
            {plan.status === 'draft' && (
              <ReasonedButton
                blockedBy={putAway ?? (plan.task_count === 0 ? text('runbooks.noTasks') : null)}
                onClick={() => panel.open('approve')}
              >
                {text('runbooks.approve')}
              </ReasonedButton>
            )}
            <ReasonedButton
              variant={plan.status === 'draft' ? 'default' : 'filled'}
              blockedBy={putAway ?? (plan.version === 0 ? text('runbooks.notApproved') : null)}
              onClick={() => panel.open('run')}
            >
              {text('runbooks.planRun')}
            </ReasonedButton>
            <ReasonedButton variant="default" blockedBy={putAway} onClick={() => panel.open('edit')}>
              {text('action.edit')}
            </ReasonedButton>
            <ReasonedButton variant="default" blockedBy={putAway} onClick={() => panel.open('parts')}>
              {text('runbooks.parts')}
            </ReasonedButton>
            <ReasonedButton
              variant="default"
              blockedBy={putAway ?? (plan.version === 0 ? text('runbooks.learn.noRun') : null)}
              onClick={() => panel.open('learn')}
            >
              {text('runbooks.learn')}
            </ReasonedButton>
            <ArchiveButton noun="deployment-plans" thing={plan} />
          </>
        ) : (
          <Button onClick={() => setFilters({ version: undefined })}>{text('runbooks.now')}</Button>
        )
      }
      filters={
        <>
          <Switch
            label={text('runbooks.views')}
            options={views.map((one) => ({ value: one, name: text(`runbooks.view.${one}`) }))}
            value={view}
            onChange={(one) => setFilters({ view: one === 'table' ? undefined : one })}
          />
          {plan.branches.length > 0 && view !== 'versions' && view !== 'staffing' && (
            <Switch
              label={text('runbooks.ways')}
              options={[
                { value: '', name: text('runbooks.way.own') },
                ...plan.branches.map(({ key, name }) => ({ value: key, name })),
              ]}
              value={way ?? ''}
              onChange={(one) => setFilters({ way: one || undefined })}
            />
          )}
          {!isPhone && <PlanFacts plan={plan} way={way} version={version} />}
          {view === 'table' && !isPhone && panel.name === undefined && (
            <Button
              variant="subtle"
              aria-pressed={hasBars}
              onClick={() => setFilters({ bars: hasBars ? 'no' : undefined })}
            >
              {text(hasBars ? 'runbooks.bars.hide' : 'runbooks.bars.show')}
            </Button>
          )}
        </>
      }
    >
      {isPhone && (
        <div style={{ padding: '8px 16px', background: 'var(--surface)' }}>
          <PlanFacts plan={plan} way={way} version={version} />
        </div>
      )}
      {editor.refusal && (
        <div style={{ padding: '8px 16px', display: 'grid', gap: 8 }}>
          <b>{text('runbooks.refused', { name: editor.refusal.what })}</b>
          <ProblemAlert problem={editor.refusal.problem} />
          <Button variant="default" style={{ justifySelf: 'start' }} onClick={editor.dismiss}>
            {text('runbooks.dismiss')}
          </Button>
        </div>
      )}
      <Suspense fallback={<Waiting />}>
        {view === 'versions' && <Versions plan={plan} />}
        {view === 'staffing' && (
          <Staffing plan={plan} onOpen={(number) => panel.open('task', String(number))} />
        )}
        {view === 'graph' && (
          <PlanGraph plan={plan} way={way} onOpen={(number) => panel.open('task', String(number))} />
        )}
        {view === 'table' &&
          (plan.tasks.some(({ branch }) => branch === way) ? (
            <TaskGrid
              key={way}
              plan={plan}
              way={way}
              editor={editor}
              isReadOnly={isReadOnly}
              hasBars={hasBars && panel.name === undefined}
              onOpen={(number) => panel.open('task', String(number))}
            />
          ) : (
            <EmptyState
              title={text('runbooks.empty')}
              detail={text('runbooks.empty.next')}
              action={
                !isReadOnly && (
                  <Button
                    loading={editor.isSaving}
                    onClick={() => editor.add([{ name: text('task.untitled'), branch: way }], null)}
                  >
                    {text('runbooks.first')}
                  </Button>
                )
              }
            />
          ))}
      </Suspense>
      <Suspense>
        {panel.name === 'edit' && <PlanPanel plan={plan} onClose={panel.close} />}
        {panel.name === 'parts' && <PartsPanel plan={plan} onClose={panel.close} />}
        {panel.name === 'approve' && <ApprovePanel plan={plan} onClose={panel.close} />}
        {panel.name === 'learn' && <LearnPanel plan={plan} onClose={panel.close} />}
        {panel.name === 'run' && <NewRunPanel plan={plan} onClose={panel.close} />}
        {task && (
          <TaskPanel
            key={`${task.number} ${task.rev}`}
            plan={plan}
            task={task}
            editor={editor}
            isReadOnly={isReadOnly}
            onClose={panel.close}
          />
        )}
      </Suspense>
    </Page>
  );
}

function PlanFacts({
  plan,
  way,
  version,
}: {
  plan: DeploymentPlanDetail;
  way: string | null;
  version: string | null;
}) {
  const text = useText();
  const taken = plan.ways.find(({ branch }) => branch === way);
  return (
    <span
      style={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 12px', marginLeft: 'auto' }}
    >
      {version === null ? <PlanStatusBadge plan={plan} /> : <b>{text('runbooks.asApproved', { version })}</b>}
      {version === null && plan.version > 0 && (
        <span>{text('runbooks.versionOf', { version: plan.version })}</span>
      )}
      {plan.status === 'draft' && version === null && (
        <span>{text('runbooks.approvals', { count: plan.approvals.length, needs: plan.needs })}</span>
      )}
      {taken && (
        <b>{text('runbooks.takes', { duration: durationText(taken.duration), count: taken.tasks })}</b>
      )}
      <span className="faint">{plan.zone}</span>
    </span>
  );
}
