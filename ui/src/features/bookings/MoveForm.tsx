import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type BookingAct, bookingMoveQuery } from '../../api/bookings';
import { Problem } from '../../api/problem';
import type { BookingDetail, BookingMove } from '../../api/types';
import { FieldRow } from '../../components/form/FormPanel';
import { chosen, EnvironmentPicker } from '../../components/form/pickers';
import { ProblemAlert } from '../../components/ProblemAlert';
import { useText } from '../../i18n/text';
import { localOf } from '../../time/local';
import { MemberField } from './MemberField';
import { PreviewCard } from './PreviewCard';
import { StepForm, type StepFormProps } from './StepForm';
import type { Wanted } from './timeline/asked';

type Moving = 'move' | 'extend' | 'pick';

interface MoveFormProps extends StepFormProps<Moving> {
  /** The times it begins with, in place of those it has. */
  wanted: Wanted | null;
}

/** Asked at reading speed. */
const REST_MS = 400;

/** Another time or place, a later end, other members: what stands against it is told before it is done. */
export function MoveForm({ booking, step, wanted, isPending, onSubmit, onClose }: MoveFormProps) {
  const text = useText();
  const first = useFirst(booking);
  const [start, setStart] = useState(wanted ? localOf(wanted.start, booking.zone) : first.start);
  const [end, setEnd] = useState(wanted ? localOf(wanted.end, booking.zone) : first.end);
  const [environment, setEnvironment] = useState(first.environment);
  const [members, setMembers] = useState<string[] | null>(null);
  const [override, setOverride] = useState('');
  const to = moveTo();
  const isSame = step !== 'pick' && Object.keys(to).length === 0;
  const [asked] = useDebouncedValue(JSON.stringify(to), REST_MS);
  const preview = useQuery({
    ...bookingMoveQuery(booking.id, JSON.parse(asked) as BookingMove),
    enabled: !isSame && asked !== '{}',
  });
  const isFresh = asked === JSON.stringify(to) && !preview.isFetching;
  const found = isSame || preview.error ? undefined : preview.data;
  const canOverride = found?.bookings[0]?.overridable === true;
  const holds = booking.state === 'approved' || booking.state === 'active';
  const reason = override.trim();

  function moveTo(): BookingMove {
    if (step === 'pick') return { place: placeOf(booking, members) };
    return {
      ...(step === 'move' && start !== first.start ? { start_local: start } : {}),
      ...(end !== first.end ? { end_local: end } : {}),
      ...(environment && environment.id !== first.environment?.id
        ? { place: { environment: environment.id } }
        : {}),
    };
  }

  function blockedByOf(): string | null {
    if (isSame) return text('form.same');
    if (preview.error) return text('move.blocked.problem');
    if (!isFresh) return text('move.blocked.asking');
    if (members && members.length !== booking.place.count)
      return text('bookings.wrongCount', { count: booking.place.count });
    if (!holds || found?.passes) return null;
    if (!canOverride) return text('bookings.blocked');
    return reason === '' ? text('changes.sayWhy') : null;
  }

  const act = (): BookingAct => {
    const over = canOverride && reason ? { override: reason } : {};
    if (step === 'pick') return { step, ...(members ? { members } : {}) };
    if (step === 'extend') return { step, end_local: end, ...over };
    return { step, to: { ...to, ...over } };
  };

  return (
    <StepForm
      step={step}
      blockedBy={blockedByOf()}
      isPending={isPending}
      onSubmit={() => onSubmit(act())}
      onClose={onClose}
    >
      {step === 'pick' ? (
        <MemberField booking={booking} value={members} onChange={setMembers} />
      ) : (
        <>
          <FieldRow>
            {step === 'move' && (
              <TextInput
                type="datetime-local"
                label={text('changes.from')}
                value={start}
                onChange={(event) => setStart(event.currentTarget.value)}
              />
            )}
            <TextInput
              type="datetime-local"
              label={text('changes.to')}
              autoFocus={step === 'extend'}
              value={end}
              onChange={(event) => setEnd(event.currentTarget.value)}
            />
          </FieldRow>
          <p className="faint">{text('changes.clock', { zone: booking.zone })}</p>
          {step === 'move' && !booking.place.group && (
            <EnvironmentPicker
              label={text('column.environment')}
              value={environment}
              onChange={setEnvironment}
              required
            />
          )}
        </>
      )}
      {!isSame && preview.error instanceof Problem && <ProblemAlert problem={preview.error} />}
      {found && <PreviewCard preview={found} />}
      {found && holds && canOverride && step !== 'pick' && (
        <TextInput
          label={text('bookings.override')}
          description={text('bookings.override.how')}
          required
          value={override}
          onChange={(event) => setOverride(event.currentTarget.value)}
        />
      )}
    </StepForm>
  );
}

/** Where and when it is now, taken once: what arrives meanwhile never overwrites what is typed. */
function useFirst(booking: BookingDetail) {
  const [first] = useState(() => ({
    start: booking.start_local.slice(0, 16),
    end: booking.end_local.slice(0, 16),
    environment: booking.place.group ? null : chosen(booking.place.environments[0]),
  }));
  return first;
}

/** Some of the group: those that are named, or whichever are free. */
function placeOf({ place }: BookingDetail, members: string[] | null): BookingMove['place'] {
  return { group: place.group?.id, count: place.count, ...(members ? { members } : {}) };
}
