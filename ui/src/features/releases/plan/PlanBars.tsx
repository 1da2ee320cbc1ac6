import { Tooltip } from '@mantine/core';
import { useIntl } from 'react-intl';
import type { Milestone, Phase } from '../../../api/types';
import { usePhone } from '../../../components/usePhone';
import { useText } from '../../../i18n/text';
import { today } from '../../../time/day';
import { formatDay, formatDeadline } from '../../../time/format';
import { useRelease } from '../ReleaseContext';
import { monthTicks, place, spanOf, width } from './bars';
import styles from './PlanBars.module.css';

const MOST_TICKS = 8;
/** Of a phone: what fits side by side with its year. */
const FEWEST_TICKS = 4;

/** The plan at a glance. The tables below say the same in words, so this picture is for eyes only. */
export function PlanBars({ phases, milestones }: { phases: Phase[]; milestones: Milestone[] }) {
  const text = useText();
  const { locale } = useIntl();
  const { zone } = useRelease();
  const isPhone = usePhone();
  const span = spanOf(phases, milestones);
  if (span === null) return null;
  const now = today(zone === 'AoE' ? 'Etc/GMT+12' : zone);
  const ticks = monthTicks(span, isPhone ? FEWEST_TICKS : MOST_TICKS);
  const month = (day: string) => {
    const year = day === ticks[0] || day.endsWith('-01-01') ? 'numeric' : undefined;
    return new Intl.DateTimeFormat(locale, { month: 'short', year, timeZone: 'UTC' }).format(new Date(day));
  };

  return (
    <div className={styles.bars} aria-hidden="true">
      <div className={styles.ticks}>
        {ticks.map((day) => (
          <span key={day} className={styles.tick} style={{ left: `${place(span, day)}%` }}>
            {month(day)}
          </span>
        ))}
        {now >= span.from && now < span.to && (
          <span className={styles.today} style={{ left: `${place(span, now)}%` }} />
        )}
      </div>
      {phases.map((phase) => (
        <div key={phase.id} className={styles.row}>
          <span className={styles.label}>{phase.name}</span>
          <div className={styles.lane}>
            <Tooltip label={`${formatDay(phase.start, locale)} – ${formatDay(phase.end, locale)}`}>
              <div
                className={styles.bar}
                style={{
                  left: `${place(span, phase.start)}%`,
                  width: `${width(span, phase.start, phase.end)}%`,
                }}
              />
            </Tooltip>
          </div>
        </div>
      ))}
      {milestones.length > 0 && (
        <div className={styles.row}>
          <span className={styles.label}>{text('plan.gates')}</span>
          <div className={styles.lane}>
            {milestones.map((milestone) => (
              <Tooltip
                key={milestone.id}
                label={`${milestone.name}: ${formatDeadline(milestone.due, locale)}, ${text(`gate.${milestone.state}`)}`}
              >
                <div
                  className={styles.gate}
                  data-state={milestone.state}
                  data-kind={milestone.kind}
                  style={{ left: `${place(span, milestone.due.date)}%` }}
                />
              </Tooltip>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}
