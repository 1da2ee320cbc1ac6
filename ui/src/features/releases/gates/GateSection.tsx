import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { gateQuery } from '../../../api/gates';
import type { Gate } from '../../../api/types';
import { GateBadge } from '../../../components/Badges';
import { Fact, FactList } from '../../../components/FactList';
import { ComplianceBadge } from '../../../components/gates/GateBadges';
import { ChangedWarning } from '../../../components/gates/GateDetail';
import gateStyles from '../../../components/gates/Gates.module.css';
import { Section, useTitle } from '../../../components/Page';
import { PageState } from '../../../components/PageState';
import { ReasonedButton } from '../../../components/ReasonedButton';
import { ReasonList } from '../../../components/ReasonList';
import { DueText, TimeText } from '../../../components/Time';
import { usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { useReadOnlyReason, useRelease } from '../ReleaseContext';
import { ApprovalsSection } from './ApprovalsSection';
import { CriteriaSection } from './CriteriaSection';
import styles from './GateSection.module.css';
import { WaiversSection } from './WaiversSection';

// Nothing is open at first.
const GatePanels = lazy(async () => ({ default: (await import('./GatePanels')).GatePanels }));

/** A gate: where it stands, what it lacks and who can help, and then everything that holds it. */
export function GateSection() {
  const release = useRelease();
  const { gate } = useParams({ from: '/shell/releases/$key/gates/$gate' });
  const query = useQuery(gateQuery(release.id, gate));
  return (
    <PageState query={query} notFound="gates.notFound">
      {(found) => (
        <>
          <GateHead gate={found} />
          <CriteriaSection gate={found} />
          <ApprovalsSection gate={found} />
          <WaiversSection gate={found} />
          <Suspense>
            <GatePanels gate={found} />
          </Suspense>
        </>
      )}
    </PageState>
  );
}

function GateHead({ gate }: { gate: Gate }) {
  const text = useText();
  const release = useRelease();
  const panel = usePanel();
  const blockedBy = useReadOnlyReason(text('archive.why'));
  const { gate: milestone } = gate;
  useTitle(`${milestone.name} · ${release.key}`);
  const isPending = milestone.state === 'pending';
  return (
    <section aria-label={milestone.name}>
      <div className={styles.head}>
        <div className={styles.name}>
          <Link to="/releases/$key" params={{ key: release.key }} className="faint">
            {text('release.plan')}
          </Link>
          <span aria-hidden="true" className="faint">
            /
          </span>
          <h2>{milestone.name}</h2>
          <GateBadge state={milestone.state} />
          {/* A gate that waits is not amiss by what it lacks; that is told below. */}
          {(milestone.state !== 'pending' || gate.blockers.length === 0) && (
            <ComplianceBadge compliance={gate.compliance} />
          )}
        </div>
        <div className={styles.actions}>
          <ReasonedButton
            variant="light"
            blockedBy={blockedBy}
            onClick={() => panel.open('decide', milestone.id)}
          >
            {text(isPending ? 'plan.decide' : 'plan.reopen')}
          </ReasonedButton>
          <ReasonedButton
            variant="default"
            blockedBy={blockedBy}
            onClick={() => panel.open('milestone', milestone.id)}
          >
            {text('action.edit')}
          </ReasonedButton>
        </div>
      </div>
      <FactList description={milestone.description}>
        <Fact name={text('column.due')}>
          <DueText due={milestone.due} distance={isPending} />
        </Fact>
        <Fact name={text('gates.guards')}>{milestone.guards?.name}</Fact>
        <Fact name={text('column.phase')}>{milestone.phase?.name}</Fact>
        <Fact name={text('column.responsible')}>{milestone.responsible}</Fact>
        {milestone.decided_at && (
          <Fact name={text('plan.decided')}>
            {milestone.decided_by?.name ?? text('journal.system')} · <TimeText at={milestone.decided_at} />
            {milestone.reason && <p className="faint">{milestone.reason}</p>}
          </Fact>
        )}
      </FactList>
      <Lacks gate={gate} />
    </section>
  );
}

/** The one thing everybody asks: what is missing, and who can help. */
function Lacks({ gate }: { gate: Gate }) {
  const text = useText();
  const isPassed = gate.gate.state === 'passed';
  const isHeld = gate.criteria.length > 0 || gate.rules.length > 0;
  const nothing = isPassed ? null : text(isHeld ? 'gates.lacksNothing' : 'gates.heldByNothing');
  if (gate.blockers.length === 0 && nothing === null && gate.changed.length === 0) return null;
  return (
    <Section title={text('gates.lacks')} empty={gate.blockers.length === 0 && nothing}>
      <div className={styles.lacks}>
        <ReasonList reasons={gate.blockers} className={gateStyles.reasons} />
        <ChangedWarning changed={gate.changed} />
      </div>
    </Section>
  );
}
