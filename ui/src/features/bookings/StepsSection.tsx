import { useState } from 'react';
import { advanceBooking, type BookingAct } from '../../api/bookings';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import type { BookingDetail, BookingStep } from '../../api/types';
import { ProblemAlert } from '../../components/ProblemAlert';
import { ReasonedButton } from '../../components/ReasonedButton';
import { useText } from '../../i18n/text';
import styles from './Bookings.module.css';
import { MoveForm } from './MoveForm';
import { ReasonForm } from './ReasonForm';
import type { Wanted } from './timeline/asked';

/** The steps of which something can have to be said. */
type Said = Exclude<BookingStep, 'wait' | 'activate'>;

interface StepsSectionProps {
  booking: BookingDetail;
  /** When it is wanted instead. */
  wanted: Wanted | null;
  onDone: () => void;
}

/** How a booking comes to be when it is wanted instead. */
function stepTo({ steps, end }: BookingDetail, wanted: Wanted): Said | null {
  if (steps.includes('move')) return 'move';
  return steps.includes('extend') && Date.parse(wanted.end) > Date.parse(end) ? 'extend' : null;
}

/** What the server offers to be done with a booking: at once where nothing has to be said, else in a few fields. */
export function StepsSection({ booking, wanted, onDone }: StepsSectionProps) {
  const text = useText();
  const [chosen, setChosen] = useState(() => wanted && stepTo(booking, wanted));
  const change = useChange({
    change: (act: BookingAct, key) => advanceBooking(booking, act, key),
    refresh: [keys.all('bookings')],
    onDone: () => {
      setChosen(null);
      onDone();
    },
  });
  const open = chosen !== null && booking.steps.includes(chosen) ? chosen : null;
  const choose = (step: BookingStep) => {
    change.reset();
    if (step === 'wait' || step === 'activate') return change.submit({ step });
    if (step === 'approve' && !booking.overridable) return change.submit({ step });
    setChosen(step === open ? null : step);
  };
  const form = {
    booking,
    isPending: change.isPending,
    onSubmit: change.submit,
    onClose: () => {
      change.reset();
      setChosen(null);
    },
  };
  return (
    <>
      {change.problem && <ProblemAlert problem={change.problem} />}
      {booking.steps.length > 0 && (
        <div className={styles.verbs}>
          {booking.steps.map((step) => (
            <ReasonedButton
              key={step}
              variant={step === 'approve' ? 'filled' : 'default'}
              loading={change.isPending}
              aria-expanded={step === open ? true : undefined}
              onClick={() => choose(step)}
            >
              {text(`bookings.step.${step}`)}
            </ReasonedButton>
          ))}
        </div>
      )}
      {open !== null &&
        (open === 'move' || open === 'extend' || open === 'pick' ? (
          <MoveForm key={open} step={open} wanted={wanted} {...form} />
        ) : (
          <ReasonForm key={open} step={open} {...form} />
        ))}
    </>
  );
}
