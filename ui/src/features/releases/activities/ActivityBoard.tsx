import { type KeyboardEvent, useRef, useState } from 'react';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { activityPart } from '../../../api/plan';
import type { Activity, ActivityStatus } from '../../../api/types';
import { ActivityBadge } from '../../../components/Badges';
import { notify } from '../../../components/notices';
import { ProblemAlert } from '../../../components/ProblemAlert';
import { type Pages, ShowMore } from '../../../components/ShowMore';
import { DayText } from '../../../components/Time';
import { useText } from '../../../i18n/text';
import { useReadOnlyReason, useRelease } from '../ReleaseContext';
import { RowButton } from '../SectionButtons';
import { WhoChanged } from '../WhoChanged';
import styles from './ActivityBoard.module.css';
import { beside, columnsOf, type Moving } from './board';

interface ActivityBoardProps {
  items: Activity[];
  pages: Pages;
  onEdit: (id: string) => void;
}

/** The work as cards in columns: dragged, or moved with Alt and an arrow. A refusal puts a card back and says why. */
export function ActivityBoard({ items, pages, onEdit }: ActivityBoardProps) {
  const text = useText();
  const release = useRelease();
  const isReadOnly = useReadOnlyReason('') !== null;
  const [moving, setMoving] = useState<Moving | null>(null);
  const [over, setOver] = useState<ActivityStatus | null>(null);
  // The last answer: moved on before the list was read again, a card goes from there.
  const last = useRef<Promise<Pick<Activity, 'id' | 'rev'>> | null>(null);
  const change = useChange({
    change: async ({ activity, to }: { activity: Activity; to: ActivityStatus }) => {
      const before = last.current;
      const answer = (async () => {
        const known = await before?.catch(() => null);
        const isNewer = known?.id === activity.id && known.rev > activity.rev;
        return activityPart.change(release.id, isNewer ? known : activity, { status: to });
      })();
      last.current = answer;
      try {
        return await answer;
      } catch (refusal) {
        setMoving(null);
        throw refusal;
      }
    },
    refresh: [keys.all('releases')],
    onDone: (_, { activity, to }) =>
      notify(text('board.moved', { name: activity.name, status: text(`activity.${to}`) })),
  });
  const move = (id: string, to: ActivityStatus | undefined) => {
    const activity = items.find((one) => one.id === id);
    if (isReadOnly || activity === undefined || to === undefined || activity.status === to) return;
    setMoving({ id, rev: activity.rev, to });
    change.submit({ activity, to });
  };

  return (
    <div className={styles.frame}>
      <p className={styles.hint}>{text('board.hint')}</p>
      {change.problem && <ProblemAlert problem={change.problem} whoChanged={<WhoChanged />} />}
      <div className={styles.board}>
        {columnsOf(items, moving).map(({ status, items: cards }) => (
          <section
            key={status}
            className={`${styles.column} ${over === status ? styles.over : ''}`}
            aria-label={text(`activity.${status}`)}
            onDragOver={(event) => {
              if (isReadOnly) return;
              event.preventDefault();
              setOver(status);
            }}
            onDragLeave={() => setOver(null)}
            onDrop={(event) => {
              event.preventDefault();
              setOver(null);
              move(event.dataTransfer.getData('text/plain'), status);
            }}
          >
            <h3>
              <ActivityBadge status={status} /> <span className="faint">{cards.length}</span>
            </h3>
            <ul>
              {cards.map((activity) => (
                <Card
                  key={activity.id}
                  activity={activity}
                  isReadOnly={isReadOnly}
                  onMove={(step) => move(activity.id, beside(status, step))}
                  onEdit={() => onEdit(activity.id)}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <ShowMore pages={pages} />
    </div>
  );
}

interface CardProps {
  activity: Activity;
  isReadOnly: boolean;
  onMove: (step: -1 | 1) => void;
  onEdit: () => void;
}

function Card({ activity, isReadOnly, onMove, onEdit }: CardProps) {
  const text = useText();
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || !event.altKey) return;
    // Alt and an arrow would else go back a page.
    event.preventDefault();
    onMove(step);
  };
  return (
    <li
      className={styles.card}
      draggable={!isReadOnly}
      onDragStart={(event) => {
        event.dataTransfer.setData('text/plain', activity.id);
        event.dataTransfer.effectAllowed = 'move';
      }}
    >
      <button
        type="button"
        className={styles.name}
        aria-label={text('board.card', { name: activity.name })}
        aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
        onKeyDown={onKeyDown}
        onClick={onEdit}
      >
        {activity.name}
      </button>
      <span className={styles.more}>
        {activity.assignee?.name ?? text('value.nobody')}
        {activity.due && (
          <>
            {' · '}
            <DayText day={activity.due} />
          </>
        )}
        {activity.phase && ` · ${activity.phase.name}`}
      </span>
      {!isReadOnly && (
        <span className={styles.steps}>
          {([-1, 1] as const).map((step) => {
            const to = beside(activity.status, step);
            if (to === undefined) return null;
            return (
              <RowButton
                key={step}
                label={text('board.moveTo', { name: activity.name, status: text(`activity.${to}`) })}
                onClick={() => onMove(step)}
              >
                {step < 0 ? '←' : '→'}
              </RowButton>
            );
          })}
        </span>
      )}
    </li>
  );
}
