import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { systemPart } from '../../../api/scope';
import type { Impact, ReleaseSystem } from '../../../api/types';
import { FormPanel } from '../../../components/form/FormPanel';
import { chosen, SystemPicker } from '../../../components/form/pickers';
import { useForm } from '../../../components/form/useForm';
import { RemoveButton } from '../../../components/RemoveButton';
import { useText } from '../../../i18n/text';
import { WhoChanged } from '../WhoChanged';
import { useEntryChange } from './useEntryChange';

const IMPACTS = ['code', 'configuration', 'regression'] as const;

export function SystemPanel({ entry, onClose }: { entry: ReleaseSystem | undefined; onClose: () => void }) {
  const text = useText();
  const [system, setSystem] = useState(() => chosen(entry?.system));
  const { putting, removing, problem } = useEntryChange(systemPart, onClose);
  const form = useForm({ impact: entry?.impact ?? 'code' }, problem);
  return (
    <FormPanel
      title={entry ? text('action.editOf', { name: entry.system.name }) : text('scope.system.add')}
      submitLabel={text(entry ? 'action.save' : 'scope.system.add')}
      onSubmit={() =>
        system && putting.submit({ other: system.id, body: { impact: form.values.impact as Impact } })
      }
      onClose={onClose}
      isPending={putting.isPending}
      problem={problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={system ? null : text('scope.system.choose')}
      extra={
        entry && (
          <RemoveButton
            name={entry.system.name}
            isPending={removing.isPending}
            onRemove={() => removing.submit(entry.system.id)}
          />
        )
      }
    >
      {!entry && <SystemPicker label={text('column.system')} value={system} onChange={setSystem} required />}
      <NativeSelect
        label={text('column.impact')}
        description={text('scope.impact.what')}
        data={IMPACTS.map((impact) => ({ value: impact, label: text(`impact.${impact}`) }))}
        {...form.field('impact')}
      />
    </FormPanel>
  );
}
