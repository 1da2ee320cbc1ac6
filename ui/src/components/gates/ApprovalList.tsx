import type { Approval } from '../../api/types';
import { useText } from '../../i18n/text';
import { TimeText } from '../Time';
import { VerdictBadge } from './GateBadges';
import styles from './Gates.module.css';

/** What was said to a request: by whom, for whom, when, and the very text that was signed. */
export function ApprovalList({ approvals }: { approvals: Approval[] }) {
  const text = useText();
  if (approvals.length === 0) return null;
  return (
    <ol className={styles.cards} aria-label={text('approvals.said')}>
      {approvals.map((approval) => (
        <li key={approval.id} className={styles.card}>
          <div className={styles.cardHead}>
            <VerdictBadge verdict={approval.verdict} />
            <span className={styles.cardName}>{approval.printed_name}</span>
            {approval.on_behalf_of && (
              <span className="faint">
                {text('journal.onBehalfOf', { person: approval.on_behalf_of.name })}
              </span>
            )}
            <span className={styles.cardActions}>
              <TimeText at={approval.at} />
            </span>
          </div>
          <p className={styles.facts}>{text('approvals.byRule', { rule: approval.rule_name })}</p>
          {approval.comment && <q className={styles.words}>{approval.comment}</q>}
          {approval.statement && (
            <details className={styles.signed}>
              <summary>{text('approvals.signed')}</summary>
              <StatementText text={approval.statement} digest={approval.statement_digest} />
            </details>
          )}
        </li>
      ))}
    </ol>
  );
}

interface StatementTextProps {
  text: string;
  digest: string | null;
}

/** A statement as it is signed, byte for byte, and what tells it from every other. */
export function StatementText({ text: statement, digest }: StatementTextProps) {
  return (
    <>
      <pre className={styles.statement}>{statement}</pre>
      {digest && (
        <p className={styles.digest}>
          SHA-256 <code>{digest}</code>
        </p>
      )}
    </>
  );
}
