import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { faultsByField, type Problem } from '../../../api/problem';
import type { Along, CalendarRelease, DependantChoice, DistanceUnit, PlanAnswer } from '../../../api/types';
import { FieldRow } from '../../../components/form/FormPanel';
import { useText } from '../../../i18n/text';
import { addDays, daysBetween, isDay } from '../../../time/day';
import { subjectItem } from './answer';
import { type Subject, subjectsOf, USUAL_ALONG, type Wish } from './wish';

interface MoveFieldsProps {
  release: CalendarRelease;
  wish: Wish;
  answer: PlanAnswer | null;
  problem: Problem | null;
  onChange: (changes: Partial<Wish>) => void;
  onChoose: (subject: Subject) => void;
}

/** What is to move, and where. */
export function MoveFields({ release, wish, answer, problem, onChange, onChoose }: MoveFieldsProps) {
  const text = useText();
  const { before, subject, isWhole, start, end } = wish;
  const subjects = subjectsOf(release);
  const { fields } = faultsByField(problem?.faults ?? [], ['/start', '/end']);
  const hasBoth = before.start !== null && before.end !== null;
  const follows = isWhole && hasBoth;
  const wholeEnd =
    (answer && subjectItem(answer, subject)?.after.end) ??
    (before.start !== null && before.end !== null && isDay(start)
      ? addDays(before.end, daysBetween(before.start, start))
      : end);
  return (
    <>
      {subjects.length > 1 && (
        <NativeSelect
          label={text('move.what')}
          value={subject.id}
          onChange={(event) => {
            const chosen = subjects.find(({ id }) => id === event.currentTarget.value);
            if (chosen) onChoose(chosen);
          }}
          data={subjects.map(({ kind, id, name }) => ({
            value: id,
            label: kind === 'release' ? text('move.what.release') : text(`move.what.${kind}`, { name }),
          }))}
        />
      )}
      <FieldRow>
        {(subject.kind !== 'marker' || before.start !== null) && (
          <TextInput
            type="date"
            label={text('move.start')}
            value={start}
            error={fields['/start']}
            onChange={(event) => onChange({ start: event.currentTarget.value })}
          />
        )}
        {(subject.kind !== 'release' || before.end !== null) && (
          <TextInput
            type="date"
            label={text(subject.kind === 'marker' ? 'move.due' : 'move.end')}
            value={follows ? wholeEnd : end}
            readOnly={follows}
            description={follows ? text('move.end.follows') : undefined}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            error={fields['/end']}
            onChange={(event) => onChange({ end: event.currentTarget.value })}
          />
        )}
      </FieldRow>
      {hasBoth && (
        <Checkbox
          label={text('move.whole')}
          checked={isWhole}
          onChange={(event) => onChange({ isWhole: event.currentTarget.checked, end: wholeEnd ?? end })}
        />
      )}
    </>
  );
}

/** What moves along, and how it is counted. */
export function MoveOptions({ wish, onChange }: Pick<MoveFieldsProps, 'wish' | 'onChange'>) {
  const text = useText();
  const { kind } = wish.subject;
  return (
    <>
      <FieldRow>
        <NativeSelect
          label={text('move.along')}
          value={wish.along ?? USUAL_ALONG[kind]}
          onChange={(event) => onChange({ along: event.currentTarget.value as Along })}
          data={(['all', 'after', 'none'] as const).map((value) => ({
            value,
            label: text(`move.along.${value}`),
          }))}
        />
        <NativeSelect
          label={text('move.unit')}
          value={wish.unit}
          onChange={(event) => onChange({ unit: event.currentTarget.value as DistanceUnit })}
          data={(['working_days', 'days'] as const).map((value) => ({
            value,
            label: text(`move.unit.${value}`),
          }))}
        />
      </FieldRow>
      <NativeSelect
        label={text('move.dependants')}
        value={wish.dependants}
        onChange={(event) => onChange({ dependants: event.currentTarget.value as DependantChoice })}
        data={(['push', 'keep'] as const).map((value) => ({
          value,
          label: text(`move.dependants.${value}`),
        }))}
      />
    </>
  );
}
