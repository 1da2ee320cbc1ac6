import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { changeRun } from '../../../api/runs';
import type { RunBoard, RunChange } from '../../../api/types';
import { FieldRow, FormPanel } from '../../../components/form/FormPanel';
import { useForm } from '../../../components/form/useForm';
import { useText } from '../../../i18n/text';
import { ownZone } from '../../../time/format';
import { instantOf, localOf } from '../../../time/local';

/** What a run is called and when it has to be over; before it begins also when it does and what its parameters are. */
export function EditRunPanel({ board, onClose }: { board: RunBoard; onClose: () => void }) {
  const text = useText();
  const zone = ownZone();
  const isPlanned = board.status === 'planned';
  const [parameters, setParameters] = useState(board.parameters);
  const saving = useChange({
    change: (change: RunChange) => changeRun(board, change),
    refresh: [keys.all('runs')],
    onDone: onClose,
  });
  const form = useForm(
    {
      name: board.name,
      scheduled_at: localOf(board.scheduled_at, zone),
      window_end: board.window_end ? localOf(board.window_end, zone) : '',
    },
    saving.problem,
    Object.keys(board.parameters).map((name) => `/parameters/${name}`),
  );
  const { values, isChanged } = form;
  const change: RunChange = {
    ...(isChanged('name') ? { name: values.name.trim() } : {}),
    ...(isChanged('scheduled_at') && values.scheduled_at !== ''
      ? { scheduled_at: instantOf(values.scheduled_at, zone) }
      : {}),
    ...(isChanged('window_end')
      ? { window_end: values.window_end === '' ? null : instantOf(values.window_end, zone) }
      : {}),
    ...(JSON.stringify(parameters) === JSON.stringify(board.parameters) ? {} : { parameters }),
  };
  return (
    <FormPanel
      title={text('action.editOf', { name: board.name })}
      submitLabel={text('action.save')}
      onSubmit={() => saving.submit(change)}
      onClose={onClose}
      isPending={saving.isPending}
      problem={saving.problem}
      faults={form.otherFaults}
      blockedBy={Object.keys(change).length === 0 ? text('form.same') : null}
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <FieldRow>
        {isPlanned && (
          <TextInput
            type="datetime-local"
            label={text('runs.begins')}
            required
            {...form.field('scheduled_at')}
          />
        )}
        <TextInput type="datetime-local" label={text('runs.windowEnd')} {...form.field('window_end')} />
      </FieldRow>
      <p className="faint">{text('changes.clock', { zone })}</p>
      {isPlanned &&
        Object.entries(parameters).map(([name, value]) => (
          <TextInput
            key={name}
            label={name}
            value={value}
            error={form.fault(`/parameters/${name}`)}
            onChange={(event) => {
              const typed = event.currentTarget.value;
              setParameters((before) => ({ ...before, [name]: typed }));
            }}
          />
        ))}
    </FormPanel>
  );
}
