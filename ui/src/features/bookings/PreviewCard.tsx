import { useIntl } from 'react-intl';
import type { BookingPreview, ProblemReason } from '../../api/types';
import { TimeText } from '../../components/Time';
import { useText } from '../../i18n/text';
import { withOwnTimes } from '../../time/format';
import styles from './Bookings.module.css';

/** What would come of it: the places it would take, or everything that stands against it and who can help. */
export function PreviewCard({ preview }: { preview: BookingPreview }) {
  const text = useText();
  const places = preview.bookings[0]?.environments ?? [];
  if (!preview.passes) {
    return (
      <div role="status">
        <Against reasons={preview.bookings.flatMap(({ reasons }) => reasons)} />
      </div>
    );
  }
  return (
    <p className={styles.preview} role="status">
      {text('bookings.passes', {
        count: preview.bookings.length,
        places: places.map(({ name }) => name).join(', '),
      })}
    </p>
  );
}

/** Everything that stands against a booking, each once: of a series the same may stand against several. */
export function Against({ reasons }: { reasons: readonly ProblemReason[] }) {
  const text = useText();
  const { locale } = useIntl();
  if (reasons.length === 0) return null;
  const each = new Map(reasons.map((one) => [one.detail, one]));
  return (
    <section className={styles.against} aria-label={text('bookings.stands')}>
      <h3>{text('bookings.stands')}</h3>
      <ul>
        {[...each.values()].map(({ detail, who, until }) => (
          <li key={detail}>
            {withOwnTimes(detail, locale)}
            {who && <span className="faint"> · {text('bookings.help', { who })}</span>}
            {until && (
              <span className="faint">
                {' '}
                · {text('bookings.until')} <TimeText at={until} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
