import type { ApprovalRule, Gate } from '../../../api/types';
import { PlainBadge } from '../../../components/Badges';
import { VERDICTS } from '../../../components/gates/AnswerForm';
import { ApprovalList } from '../../../components/gates/ApprovalList';
import { RequestBadge } from '../../../components/gates/GateBadges';
import gateStyles from '../../../components/gates/Gates.module.css';
import { Section } from '../../../components/Page';
import { PlainTable } from '../../../components/PlainTable';
import { ReasonedButton } from '../../../components/ReasonedButton';
import { reasonLine } from '../../../components/ReasonList';
import { TimeText } from '../../../components/Time';
import { usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { useReadOnlyReason } from '../ReleaseContext';
import { AddButton, RowButton } from '../SectionButtons';
import styles from './GateSection.module.css';

/** Who has to approve, what was asked, and what was said. */
export function ApprovalsSection({ gate }: { gate: Gate }) {
  const text = useText();
  const panel = usePanel();
  return (
    <Section
      title={text('approvals.title')}
      actions={<AddButton onClick={() => panel.open('rule')}>{text('rules.add')}</AddButton>}
    >
      {gate.rules.length === 0 ? (
        <p className={styles.note}>{text('rules.none')}</p>
      ) : (
        <Rules rules={gate.rules} />
      )}
      <Request gate={gate} />
    </Section>
  );
}

function Rules({ rules }: { rules: ApprovalRule[] }) {
  const text = useText();
  const panel = usePanel();
  const hasSteps = rules.some(({ step }) => step !== rules[0]?.step);
  return (
    <PlainTable<ApprovalRule>
      caption={text('rules.title')}
      rows={rules}
      rowKey={({ id }) => id}
      columns={[
        { id: 'name', header: text('column.name'), cell: ({ name }) => name },
        ...(hasSteps
          ? [
              {
                id: 'step',
                header: text('rules.step'),
                size: 'end' as const,
                cell: ({ step }: ApprovalRule) => step,
              },
            ]
          : []),
        {
          id: 'who',
          header: text('rules.who'),
          size: 'wide',
          cell: ({ named, names }) => (
            <>
              {named}
              <span className="faint"> · {names.length > 0 ? names.join(', ') : text('rules.nobody')}</span>
            </>
          ),
        },
        {
          id: 'has',
          header: text('rules.has'),
          cell: ({ has, needs, lacks, is_open }) => (
            <PlainBadge tone={lacks === 0 ? 'good' : is_open ? 'warning' : 'unknown'}>
              {text('rules.hasOf', { has, needs })}
              {lacks > 0 && !is_open && ` · ${text('rules.later')}`}
            </PlainBadge>
          ),
        },
        {
          id: 'signed',
          header: text('rules.signed'),
          cell: ({ signed }) => text(signed ? 'rules.signed.yes' : 'rules.signed.no'),
        },
        {
          id: 'actions',
          header: text('column.actions'),
          cell: ({ id, name }) => (
            <RowButton label={text('action.editOf', { name })} onClick={() => panel.open('rule', id)}>
              {text('action.edit')}
            </RowButton>
          ),
        },
      ]}
    />
  );
}

/** Why approval cannot be asked for now; what stands against it the server says. */
function useAskBlocked(gate: Gate): string | null {
  const text = useText();
  const archived = useReadOnlyReason(text('archive.why'));
  if (archived) return archived;
  if (gate.rules.length === 0) return text('rules.none');
  if (gate.gate.state !== 'pending') return text(`plan.isNow.${gate.gate.state}`, { name: gate.gate.name });
  if (gate.request?.outcome === null) return text('approvals.waits', { number: gate.request.number });
  return reasonLine(gate.blockers.filter(({ code }) => code === 'criterion'));
}

function Request({ gate }: { gate: Gate }) {
  const text = useText();
  const panel = usePanel();
  const askBlocked = useAskBlocked(gate);
  const { request } = gate;
  const isWaiting = request?.outcome === null;
  const barred = gate.mine.length > 0 ? null : (reasonLine(gate.barred) ?? text('approvals.notYours'));
  return (
    <div className={styles.block}>
      <div className={styles.verbs}>
        {isWaiting ? (
          <>
            {VERDICTS.map((verdict) => (
              <ReasonedButton
                key={verdict}
                variant={verdict === 'approve' ? 'filled' : 'default'}
                blockedBy={barred}
                onClick={() => panel.open('answer', verdict)}
              >
                {text(`approvals.${verdict}`)}
              </ReasonedButton>
            ))}
            <ReasonedButton variant="subtle" onClick={() => panel.open('withdraw')}>
              {text('approvals.withdraw')}
            </ReasonedButton>
          </>
        ) : (
          <ReasonedButton variant="light" blockedBy={askBlocked} onClick={() => panel.open('ask')}>
            {text('approvals.ask')}
          </ReasonedButton>
        )}
      </div>
      {request && (
        <>
          <div className={gateStyles.asked}>
            <p className={gateStyles.line}>
              <RequestBadge outcome={request.outcome} />
              <span>
                {text('approvals.askedBy', {
                  name: request.requested_by?.name ?? text('journal.system'),
                  number: request.number,
                })}{' '}
                <TimeText at={request.requested_at} />
              </span>
              {request.requested_for && (
                <span className="faint">
                  {text('journal.onBehalfOf', { person: request.requested_for.name })}
                </span>
              )}
            </p>
            {request.note && <q className={gateStyles.words}>{request.note}</q>}
            {isWaiting && request.expires_at && (
              <p className={gateStyles.facts}>
                {text('approvals.until')} <TimeText at={request.expires_at} />
              </p>
            )}
            {request.ended_at && (
              <p className={gateStyles.facts}>
                {text('approvals.endedBy', { name: request.ended_by?.name ?? text('journal.system') })}{' '}
                <TimeText at={request.ended_at} />
                {request.reason && `: ${request.reason}`}
              </p>
            )}
          </div>
          <ApprovalList approvals={request.approvals} />
        </>
      )}
    </div>
  );
}
