import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { putEnvironmentLink } from '../../api/environments';
import { keys } from '../../api/keys';
import type { Environment, LinkDirection, NewEnvironmentLink } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { EnvironmentPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { useForm } from '../../components/form/useForm';
import { useText } from '../../i18n/text';

const DIRECTIONS: LinkDirection[] = ['from', 'to', 'both'];

/** Links an environment with another. */
export function LinkPanel({ environment, onClose }: { environment: Environment; onClose: () => void }) {
  const text = useText();
  const [other, setOther] = useState<Choice | null>(null);
  const change = useChange({
    change: ({ to, body }: { to: string; body: NewEnvironmentLink }) =>
      putEnvironmentLink(environment, to, body),
    refresh: [keys.all('environments')],
    onDone: onClose,
  });
  const form = useForm({ kind: 'data_feed', direction: 'to', note: '' }, change.problem, ['/other']);
  const { kind, direction, note } = form.values;
  return (
    <FormPanel
      title={text('environments.link.add')}
      submitLabel={text('environments.link.add')}
      onSubmit={() =>
        other &&
        change.submit({
          to: other.id,
          body: { kind: kind.trim(), direction: direction as LinkDirection, note },
        })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={other ? null : text('environments.choose')}
    >
      <EnvironmentPicker
        label={text('column.environment')}
        value={other}
        onChange={setOther}
        error={form.fault('/other')}
        required
      />
      <FieldRow>
        <TextInput label={text('column.kind')} required {...form.field('kind')} />
        <NativeSelect
          label={text('environments.direction')}
          data={DIRECTIONS.map((one) => ({ value: one, label: text(`direction.${one}`) }))}
          {...form.field('direction')}
        />
      </FieldRow>
      <TextInput label={text('field.note')} {...form.field('note')} />
    </FormPanel>
  );
}
