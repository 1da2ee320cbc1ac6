import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { Criterion } from '../../api/types';
import { useText } from '../../i18n/text';
import { formatDay } from '../../time/format';
import { TimeText } from '../Time';
import { EvidenceList } from './EvidenceList';
import { CriterionBadge } from './GateBadges';
import styles from './Gates.module.css';

interface CriterionCardProps {
  criterion: Criterion;
  /** What can be done with it. */
  children?: ReactNode;
}

/** One thing that has to hold: what it comes to, who sees to it, and what shows it. */
export function CriterionCard({ criterion, children }: CriterionCardProps) {
  const text = useText();
  const { locale } = useIntl();
  const { owner, due, outcome } = criterion;
  const who = owner?.person?.name ?? owner?.team?.name ?? text('value.nobody');
  return (
    <div className={styles.card}>
      <div className={styles.cardHead}>
        <span className={styles.cardName}>{criterion.name}</span>
        {outcome && <CriterionBadge outcome={outcome} />}
        {children && <span className={styles.cardActions}>{children}</span>}
      </div>
      <p className={styles.facts}>
        {text('criteria.owner', { who })}
        {due && ` · ${text('answer.due', { day: formatDay(due, locale) })}`}
        {criterion.said_at && (
          <>
            {' · '}
            {text(criterion.state === 'unmet' ? 'criteria.unmetBy' : 'criteria.metBy', {
              name: criterion.said_by?.name ?? text('journal.system'),
            })}{' '}
            <TimeText at={criterion.said_at} />
          </>
        )}
      </p>
      {criterion.description && <p className={styles.words}>{criterion.description}</p>}
      {criterion.expression && (
        <p>
          <code>{criterion.expression}</code>
        </p>
      )}
      {criterion.lacks && <p className={styles.lacks}>{criterion.lacks}</p>}
      <EvidenceList release={criterion.release.id} evidence={criterion.evidence} />
    </div>
  );
}
