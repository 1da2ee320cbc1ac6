import { useIntl } from 'react-intl';
import type { TemplatePreview } from '../api/types';
import { useText } from '../i18n/text';
import { addDays, daysBetween, earlier, later } from '../time/day';
import { formatDay, formatDeadline } from '../time/format';
import styles from './PlanPreview.module.css';

/** A plan that nobody has yet: its phases and gates on a line, and every date in words. */
export function PlanPreview({ preview }: { preview: TemplatePreview }) {
  const text = useText();
  const { locale } = useIntl();
  const { phases, milestones, target } = preview;
  const days = [
    target.date,
    ...(preview.start ? [preview.start] : []),
    ...phases.flatMap(({ start, end }) => [start, end]),
    ...milestones.map(({ due }) => due.date),
  ];
  const from = days.reduce(earlier);
  const to = addDays(days.reduce(later), 1);
  const place = (day: string) => `${(daysBetween(from, day) / daysBetween(from, to)) * 100}%`;
  const width = (start: string, end: string) =>
    `${(daysBetween(start, addDays(end, 1)) / daysBetween(from, to)) * 100}%`;
  const noteOf = (index: number) =>
    preview.days_off.find(({ pointer }) => pointer === `/milestones/${index}/due`);
  const onTarget = preview.days_off.find(({ pointer }) => pointer === '/target');

  return (
    <section className={styles.preview} aria-label={text('preview.title')}>
      <h3>{text('preview.title')}</h3>
      <div className={styles.lanes} aria-hidden="true">
        {phases.map((phase) => (
          <div key={phase.name} className={styles.lane}>
            <div
              className={styles.bar}
              style={{ left: place(phase.start), width: width(phase.start, phase.end) }}
            />
            <span className={styles.label}>{phase.name}</span>
          </div>
        ))}
        <div className={styles.lane}>
          {milestones.map((one) => (
            <span
              key={`${one.name} ${one.due.date}`}
              className={styles.gate}
              data-kind={one.kind}
              style={{ left: place(one.due.date) }}
            />
          ))}
          <span className={styles.target} style={{ left: place(target.date) }} />
        </div>
      </div>
      <ol className={styles.dates}>
        {milestones.map((one, index) => {
          const note = noteOf(index);
          return (
            <li key={`${one.name} ${one.due.date}`}>
              <time dateTime={one.due.date}>{formatDeadline(one.due, locale)}</time>
              <span>{one.name}</span>
              {note && (
                <span className={styles.off}>
                  {note.to === note.day
                    ? text('preview.on', { why: note.because })
                    : text('preview.moved', { day: formatDay(note.day, locale), why: note.because })}
                </span>
              )}
            </li>
          );
        })}
        <li>
          <time dateTime={target.date}>{formatDeadline(target, locale)}</time>
          <strong>{text('column.target')}</strong>
          {onTarget && <span className={styles.off}>{text('preview.on', { why: onTarget.because })}</span>}
        </li>
      </ol>
    </section>
  );
}
