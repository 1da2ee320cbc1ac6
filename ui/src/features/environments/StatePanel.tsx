import { NativeSelect, TextInput } from '@mantine/core';
import { useChange } from '../../api/change';
import { reportEnvironment } from '../../api/environments';
import { keys } from '../../api/keys';
import type { Environment, EnvironmentReport, EnvironmentState } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { orAbsent, useForm } from '../../components/form/useForm';
import { useText } from '../../i18n/text';
import { STATES } from './state';

/** How an environment is, said by somebody who looked. */
export function StatePanel({ environment, onClose }: { environment: Environment; onClose: () => void }) {
  const text = useText();
  const change = useChange({
    change: (body: EnvironmentReport) => reportEnvironment(environment.id, body),
    refresh: [keys.all('environments')],
    onDone: onClose,
  });
  const form = useForm({ state: environment.state as string, note: '' }, change.problem);
  return (
    <FormPanel
      title={text('environments.report.of', { name: environment.name })}
      submitLabel={text('action.save')}
      onSubmit={() =>
        change.submit({ state: form.values.state as EnvironmentState, note: orAbsent(form.values.note) })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={form.isChanged('state') ? null : text('form.same')}
    >
      <NativeSelect
        label={text('column.state')}
        data={STATES.map((state) => ({ value: state, label: text(`environment.state.${state}`) }))}
        {...form.field('state')}
      />
      <TextInput label={text('field.note')} {...form.field('note')} />
    </FormPanel>
  );
}
