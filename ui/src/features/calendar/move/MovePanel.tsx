import { Button, Textarea } from '@mantine/core';
import { type KeyboardEvent, useRef } from 'react';
import { useIntl } from 'react-intl';
import type { CalendarRelease } from '../../../api/types';
import { Icon } from '../../../components/Icon';
import { ProblemAlert } from '../../../components/ProblemAlert';
import { ReasonedButton } from '../../../components/ReasonedButton';
import { SidePanel } from '../../../components/SidePanel';
import { WhoChanged } from '../../../components/WhoChanged';
import { useText } from '../../../i18n/text';
import { isPlain, subjectItem, sumOf } from './answer';
import styles from './Move.module.css';
import { MoveBookings } from './MoveBookings';
import { MoveChanges } from './MoveChanges';
import { MoveConflicts } from './MoveConflicts';
import { MoveFields, MoveOptions } from './MoveFields';
import { MoveMembers } from './MoveMembers';
import type { OpenMove } from './useMove';
import { moveOf } from './wish';
import { daysText } from './words';

/** What a move does, before it is done: what moves, what stands against it, and why it is made. */
export function MovePanel({ release, move }: { release: CalendarRelease; move: OpenMove }) {
  const text = useText();
  const { locale } = useIntl();
  const { wish, answer, isStale, applying } = move;
  const isAsked = moveOf(wish) !== null;
  const item = answer && !isStale ? subjectItem(answer, wish.subject) : null;
  const blockedBy = blockedByOf();
  const isEasy = answer !== null && !move.isAsking && isPlain(answer, wish.subject);
  const first = useRef<HTMLParagraphElement>(null);

  function blockedByOf(): string | null {
    if (isStale) return text('move.blocked.stale');
    if (!isAsked) return text('move.blocked.same');
    if (move.problem) return text('move.blocked.problem');
    if (!answer || move.isAsking) return text('move.blocked.asking');
    if (sumOf(answer).blocks > 0) return text('move.blocked.conflicts');
    return answer.changes.length === 0 ? text('move.nothing') : null;
  }

  // Only a move that does nothing else is made by the key that dropped it.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.target !== first.current || !isEasy || blockedBy) return;
    event.preventDefault();
    move.apply();
  };

  return (
    <SidePanel title={text('move.title', { name: wish.subject.name })} onClose={move.close}>
      <form
        className={styles.form}
        noValidate
        aria-busy={move.isAsking}
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault();
          if (!blockedBy && !applying.isPending) move.apply();
        }}
      >
        <p ref={first} tabIndex={-1} data-autofocus className={styles.first}>
          <span className={styles.now}>
            {daysText(wish.before, locale)}
            {item && ' → '}
          </span>
          {item && (
            <b>
              {daysText(item.after, locale)}
              {' · '}
              {text('move.days', {
                days: Math.abs(item.days),
                way: item.days < 0 ? 'earlier' : 'later',
              })}
            </b>
          )}
          {isEasy && <span className={styles.why}> {text('move.enter')}</span>}
        </p>
        {isStale && (
          <div role="alert" className={styles.conflict}>
            <Icon name="alert" size={16} />
            <div className={styles.stale}>
              <b>{text('problem.stale.title')}</b>
              <WhoChanged release={wish.release} />
              <p>{text('move.stale')}</p>
              <Button variant="default" onClick={move.lookAgain} loading={move.isAsking}>
                {text('move.again')}
              </Button>
            </div>
          </div>
        )}
        {!isStale && applying.problem && <ProblemAlert problem={applying.problem} />}
        {move.problem && <ProblemAlert problem={move.problem} />}
        <MoveFields
          release={release}
          wish={wish}
          answer={answer}
          problem={move.problem}
          onChange={move.change}
          onChoose={move.choose}
        />
        {answer && !isStale && (
          <>
            <MoveConflicts answer={answer} />
            <MoveChanges changes={answer.changes} />
            <MoveBookings bookings={answer.bookings} />
            <MoveMembers wish={wish} answer={answer} onChange={move.change} />
          </>
        )}
        <MoveOptions wish={wish} onChange={move.change} />
        <Textarea
          label={text('field.reason')}
          description={text('move.reason')}
          rows={2}
          value={wish.reason}
          onChange={(event) => move.change({ reason: event.currentTarget.value })}
        />
        <div className={styles.actions}>
          <ReasonedButton type="submit" loading={applying.isPending} blockedBy={blockedBy}>
            {text('move.apply')}
          </ReasonedButton>
          <Button variant="default" onClick={move.close}>
            {text('action.cancel')}
          </Button>
        </div>
      </form>
    </SidePanel>
  );
}
