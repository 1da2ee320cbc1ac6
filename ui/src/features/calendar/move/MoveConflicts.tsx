import { useIntl } from 'react-intl';
import type { PlanAnswer } from '../../../api/types';
import { Icon } from '../../../components/Icon';
import { TimeText } from '../../../components/Time';
import { useText } from '../../../i18n/text';
import { withOwnTimes } from '../../../time/format';
import { againstOf } from './answer';
import styles from './Move.module.css';

/** So many releases are named of which the same is said. */
const FEW = 5;

/** What stands against the move, the heaviest first: which rule, who can help, and when it is over. */
export function MoveConflicts({ answer }: { answer: PlanAnswer }) {
  const text = useText();
  const { locale } = useIntl();
  const conflicts = againstOf(answer);
  if (conflicts.length === 0) return null;
  return (
    <section className={styles.section} aria-label={text('move.conflicts')}>
      <h3>{text('move.conflicts')}</h3>
      <ul className={styles.conflicts}>
        {conflicts.map(({ conflict, releases }) => (
          <li
            key={`${conflict.code} ${conflict.detail} ${releases[0]?.id} ${conflict.item}`}
            className={styles.conflict}
            data-severity={conflict.severity}
          >
            <Icon name={conflict.severity === 'blocks' ? 'blocked' : 'alert'} size={16} />
            <div>
              <p>
                <b>{text(`move.severity.${conflict.severity}`)}</b>
                {conflict.rule && ` · ${conflict.rule.name}`}
                {releases.length > 0 && (
                  <span className={styles.about}>
                    {' · '}
                    {releases
                      .slice(0, FEW)
                      .map(({ key }) => key)
                      .join(', ')}
                    {releases.length > FEW && ` ${text('calendar.more', { count: releases.length - FEW })}`}
                  </span>
                )}
              </p>
              <p>{withOwnTimes(conflict.detail, locale)}</p>
              {(conflict.who || conflict.until) && (
                <p className={styles.about}>
                  {conflict.who && text('problem.who', { who: conflict.who })}{' '}
                  {conflict.until && (
                    <>
                      {text('problem.until')} <TimeText at={conflict.until} />
                    </>
                  )}
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
