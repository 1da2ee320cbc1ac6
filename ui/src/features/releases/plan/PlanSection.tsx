import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { milestonesQuery, phasesQuery } from '../../../api/plan';
import { PageState } from '../../../components/PageState';
import { usePanel } from '../../../components/useSearchState';
import { PolicyWaivers } from '../gates/PolicyWaivers';
import { useRelease } from '../ReleaseContext';
import { DecisionPanel } from './DecisionPanel';
import { MilestonePanel } from './MilestonePanel';
import { MilestoneTable } from './MilestoneTable';
import { PhasePanel } from './PhasePanel';
import { PhaseTable } from './PhaseTable';
import { PlanBars } from './PlanBars';

export function PlanSection() {
  const { id } = useRelease();
  const phases = useQuery(phasesQuery(id));
  const milestones = useInfiniteQuery(milestonesQuery(id));
  const { name, subject, close } = usePanel();
  const phase = phases.data?.find((one) => one.id === subject);
  const milestone = milestones.data?.find((one) => one.id === subject);
  const isNew = subject === undefined;

  return (
    <>
      {phases.data && milestones.data && <PlanBars phases={phases.data} milestones={milestones.data} />}
      <PageState query={milestones}>
        {(items) => <MilestoneTable milestones={items} pages={milestones} />}
      </PageState>
      <PageState query={phases}>{(items) => <PhaseTable phases={items} />}</PageState>
      <PolicyWaivers />
      {name === 'phase' && (isNew || phase) && <PhasePanel key={subject} phase={phase} onClose={close} />}
      {name === 'milestone' && (isNew || milestone) && (
        <MilestonePanel key={subject} milestone={milestone} phases={phases.data ?? []} onClose={close} />
      )}
      {name === 'decide' && milestone && (
        <DecisionPanel key={subject} milestone={milestone} onClose={close} />
      )}
    </>
  );
}
