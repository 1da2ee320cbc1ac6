import { Link } from '@tanstack/react-router';
import type { Gate } from '../../api/types';
import { useText } from '../../i18n/text';
import { Icon } from '../Icon';
import { DueText, TimeText } from '../Time';
import { ApprovalList } from './ApprovalList';
import { CriterionCard } from './CriterionCard';
import { ComplianceBadge } from './GateBadges';
import styles from './Gates.module.css';

/** What somebody has to see before they decide: what was asked, what shows that it is ready, and what others said. */
export function GateDetail({ gate }: { gate: Gate }) {
  const text = useText();
  const { request } = gate;
  return (
    <div className={styles.detail}>
      <p>
        <Link to="/releases/$key/gates/$gate" params={{ key: gate.release.key, gate: gate.gate.key }}>
          {gate.release.name} · {gate.gate.name}
        </Link>
      </p>
      <p className={styles.line}>
        <ComplianceBadge compliance={gate.compliance} />
        <DueText due={gate.gate.due} distance />
      </p>
      {request && (
        <div className={styles.asked}>
          <p className={styles.facts}>
            {text('approvals.askedBy', {
              name: request.requested_by?.name ?? text('journal.system'),
              number: request.number,
            })}{' '}
            <TimeText at={request.requested_at} />
          </p>
          {request.note && <q className={styles.words}>{request.note}</q>}
          {request.expires_at && (
            <p className={styles.facts}>
              {text('approvals.until')} <TimeText at={request.expires_at} />
            </p>
          )}
        </div>
      )}
      <ChangedWarning changed={gate.changed} />
      <section className={styles.part} aria-label={text('criteria.title')}>
        <h3>{text('criteria.title')}</h3>
        {gate.criteria.length === 0 && <p className="faint">{text('criteria.noneHere')}</p>}
        <ul className={styles.cards}>
          {gate.criteria.map((criterion) => (
            <li key={criterion.id}>
              <CriterionCard criterion={criterion} />
            </li>
          ))}
        </ul>
      </section>
      {request && request.approvals.length > 0 && (
        <section className={styles.part} aria-label={text('approvals.said')}>
          <h3>{text('approvals.said')}</h3>
          <ApprovalList approvals={request.approvals} />
        </section>
      )}
    </div>
  );
}

/** What is different from what was to be approved: it is not covered by what was said. */
export function ChangedWarning({ changed }: { changed: readonly string[] }) {
  const text = useText();
  if (changed.length === 0) return null;
  return (
    <p className={styles.warning} role="note">
      <Icon name="alert" size={14} /> {text('approvals.changed', { what: changed.join(', ') })}
    </p>
  );
}
