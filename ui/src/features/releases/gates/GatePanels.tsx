import { useQuery } from '@tanstack/react-query';
import { phasesQuery } from '../../../api/plan';
import type { ApprovalVerdict, Gate } from '../../../api/types';
import { AnswerForm, VERDICTS } from '../../../components/gates/AnswerForm';
import { GateDetail } from '../../../components/gates/GateDetail';
import gateStyles from '../../../components/gates/Gates.module.css';
import { MeetForm } from '../../../components/gates/MeetForm';
import { NewWaiverPanel } from '../../../components/gates/NewWaiverPanel';
import { WaiverForm } from '../../../components/gates/WaiverDetail';
import { SidePanel } from '../../../components/SidePanel';
import { usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { DecisionPanel } from '../plan/DecisionPanel';
import { MilestonePanel } from '../plan/MilestonePanel';
import { CriterionPanel, MissPanel } from './CriterionPanels';
import { AskPanel, WithdrawPanel } from './RequestPanels';
import { RulePanel } from './RulePanel';

/** Whatever the address says is open beside the gate. */
export function GatePanels({ gate }: { gate: Gate }) {
  const text = useText();
  const { name, subject, close } = usePanel();
  const phases = useQuery({ ...phasesQuery(gate.release.id), enabled: name === 'milestone' }).data;
  const isNew = subject === undefined;
  const criterion = gate.criteria.find(({ id }) => id === subject);
  const rule = gate.rules.find(({ id }) => id === subject);
  const waiver = gate.waivers.find(({ id }) => id === subject);
  const waiting = gate.request?.outcome === null ? gate.request : null;

  if (name === 'decide') {
    return <DecisionPanel milestone={gate.gate} blockers={gate.blockers} onClose={close} />;
  }
  if (name === 'milestone' && phases) {
    return <MilestonePanel milestone={gate.gate} phases={phases} onClose={close} />;
  }
  if (name === 'criterion' && (isNew || criterion)) {
    return <CriterionPanel key={subject} gate={gate} criterion={criterion} onClose={close} />;
  }
  if (name === 'miss' && criterion) {
    return <MissPanel key={subject} criterion={criterion} onClose={close} />;
  }
  if (name === 'meet' && criterion) {
    return (
      <SidePanel key={subject} title={text('criteria.meetOf', { name: criterion.name })} onClose={close}>
        <MeetForm criterion={criterion} onDone={close} />
      </SidePanel>
    );
  }
  if (name === 'rule' && (isNew || rule)) {
    return <RulePanel key={subject} gate={gate} rule={rule} onClose={close} />;
  }
  if (name === 'ask') return <AskPanel gate={gate} onClose={close} />;
  if (name === 'withdraw' && waiting) return <WithdrawPanel request={waiting} onClose={close} />;
  if (name === 'answer' && waiting) {
    const verdict = VERDICTS.find((one) => one === subject) as ApprovalVerdict | undefined;
    return (
      <SidePanel
        title={text('approvals.answerOf', { name: gate.gate.name })}
        focus={verdict === undefined || gate.mine.length === 0 ? 'title' : 'nowhere'}
        onClose={close}
      >
        <div className={gateStyles.detail}>
          <GateDetail gate={gate} />
          <AnswerForm key={verdict} gate={gate} request={waiting} verdict={verdict} onDone={close} />
        </div>
      </SidePanel>
    );
  }
  if (name === 'waive') return <NewWaiverPanel of={{ gate }} onClose={close} />;
  if (name === 'waiver' && waiver) {
    return (
      <SidePanel key={subject} title={waiver.title} onClose={close}>
        <WaiverForm waiver={waiver} onDone={close} />
      </SidePanel>
    );
  }
  return null;
}
