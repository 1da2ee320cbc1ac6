import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { BookingAct } from '../../api/bookings';
import type { BookingStep } from '../../api/types';
import { useText } from '../../i18n/text';
import { StepForm, type StepFormProps } from './StepForm';

type Reasoned = Exclude<BookingStep, 'wait' | 'activate' | 'move' | 'extend' | 'pick'>;

/** A step that needs no more than a reason; handing back needs only that one means it. */
export function ReasonForm({ step, isPending, onSubmit, onClose }: StepFormProps<Reasoned>) {
  const text = useText();
  const [typed, setTyped] = useState('');
  const reason = typed.trim();
  const needsReason = step !== 'return';
  return (
    <StepForm
      step={step}
      how={text(`bookings.how.${step}`)}
      blockedBy={needsReason && reason === '' ? text('changes.sayWhy') : null}
      isPending={isPending}
      onSubmit={() => onSubmit(actOf(step, reason))}
      onClose={onClose}
    >
      {needsReason && (
        <TextInput
          label={text('field.reason')}
          required
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
    </StepForm>
  );
}

function actOf(step: Reasoned, reason: string): BookingAct {
  if (step === 'return') return { step };
  if (step === 'approve') return { step, override: reason };
  return { step, reason };
}
