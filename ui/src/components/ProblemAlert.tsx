import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Problem } from '../api/problem';
import type { ProblemFault } from '../api/types';
import { useText } from '../i18n/text';
import { Icon } from './Icon';
import styles from './ProblemAlert.module.css';
import { ReasonList } from './ReasonList';

interface ProblemAlertProps {
  problem: Problem;
  /** Faults not shown beside a field; all of them when left out. */
  faults?: ProblemFault[];
  /** Who changed it meanwhile, for a stale answer. */
  whoChanged?: ReactNode;
  onRetry?: () => void;
}

export function ProblemAlert({ problem, faults = problem.faults, whoChanged, onRetry }: ProblemAlertProps) {
  const text = useText();
  const stale = problem.isStale;
  const detail = detailOf(problem);
  return (
    <div role="alert" className={`${styles.alert} ${stale ? styles.stale : ''}`}>
      <Icon name="alert" />
      <div className={styles.body}>
        <p className={styles.title}>{stale ? text('problem.stale.title') : problem.title}</p>
        {stale ? (
          <>
            {whoChanged}
            <p>{text('problem.stale.detail')}</p>
          </>
        ) : (
          detail !== null && <p>{detail}</p>
        )}
        {faults.length > 0 && (
          <ul>
            {faults.map((fault) => (
              <li key={`${fault.pointer} ${fault.code} ${fault.detail}`}>
                {fault.pointer !== '' && <code>{fault.pointer}</code>} {fault.detail}
              </li>
            ))}
          </ul>
        )}
        <ReasonList reasons={problem.reasons} />
        {(problem.requestId !== null || onRetry) && (
          <div className={styles.foot}>
            {onRetry && (
              <Button variant="default" onClick={onRetry}>
                {text('action.retry')}
              </Button>
            )}
            {problem.requestId !== null && (
              <span>
                {text('problem.requestId')} <code>{problem.requestId}</code>
              </span>
            )}
          </div>
        )}
      </div>
    </div>
  );
}

/** Said only where it says more than the faults at their fields or the one reason below it. */
function detailOf({ detail, faults, reasons }: Problem): string | null {
  const isRepeated = faults.length > 0 || reasons.some((reason) => reason.detail === detail);
  return detail === '' || isRepeated ? null : detail;
}
