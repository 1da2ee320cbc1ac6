import styles from '../../../components/timeline/Legend.module.css';
import { useText } from '../../../i18n/text';
import type { SlotState } from '../../../timeline/core/model';
import { SlotSwatch } from '../../../timeline/view/SlotBars';

const STATES: readonly SlotState[] = ['requested', 'waiting', 'approved', 'active', 'returned', 'blocked'];

/** What the tones and shapes of slots mean. */
export function SlotLegend() {
  const text = useText();
  return (
    <footer className={styles.legend}>
      <ul className={styles.list}>
        {STATES.map((state) => (
          <li key={state} className={styles.entry}>
            <SlotSwatch state={state} isExclusive />
            <span className={styles.word}>{text(`bookings.state.${state}`)}</span>
          </li>
        ))}
      </ul>
      <ul className={styles.list}>
        <li className={styles.entry}>
          <SlotSwatch state="approved" isExclusive />
          <span className={styles.word}>{text('bookings.usage.exclusive')}</span>
        </li>
        <li className={styles.entry}>
          <SlotSwatch state="approved" />
          <span className={styles.word}>{text('bookings.usage.shared')}</span>
        </li>
      </ul>
    </footer>
  );
}
