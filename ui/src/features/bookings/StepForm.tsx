import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { BookingAct } from '../../api/bookings';
import type { BookingDetail, BookingStep } from '../../api/types';
import { ReasonedButton } from '../../components/ReasonedButton';
import { useText } from '../../i18n/text';
import styles from './Bookings.module.css';

/** What every form of a step is given. */
export interface StepFormProps<Step extends BookingStep> {
  booking: BookingDetail;
  step: Step;
  isPending: boolean;
  onSubmit: (act: BookingAct) => void;
  onClose: () => void;
}

interface FrameProps {
  step: BookingStep;
  /** What it comes to, in a sentence. */
  how?: string;
  blockedBy: string | null;
  isPending: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children?: ReactNode;
}

/** What has to be said to take a step, with a way to take it and one back. */
export function StepForm({ step, how, blockedBy, isPending, onSubmit, onClose, children }: FrameProps) {
  const text = useText();
  return (
    <form
      className={styles.step}
      aria-label={text(`bookings.step.${step}`)}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!blockedBy && !isPending) onSubmit();
      }}
      onKeyDown={(event) => {
        // Escape closes the form first, the panel around it only when there is none.
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
    >
      {how && <p>{how}</p>}
      {children}
      <div className={styles.verbs}>
        <ReasonedButton type="submit" loading={isPending} blockedBy={blockedBy}>
          {text(`bookings.step.${step}`)}
        </ReasonedButton>
        <Button variant="default" onClick={onClose}>
          {text('action.back')}
        </Button>
      </div>
    </form>
  );
}
