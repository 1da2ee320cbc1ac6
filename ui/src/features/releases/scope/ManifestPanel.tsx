import { NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { versionsQuery } from '../../../api/catalog';
import { manifestPart } from '../../../api/scope';
import type { ManifestEntry } from '../../../api/types';
import { FormPanel } from '../../../components/form/FormPanel';
import { chosen, SystemPicker } from '../../../components/form/pickers';
import { useForm } from '../../../components/form/useForm';
import { RemoveButton } from '../../../components/RemoveButton';
import { ShowMore } from '../../../components/ShowMore';
import { useText } from '../../../i18n/text';
import { WhoChanged } from '../WhoChanged';
import { useEntryChange } from './useEntryChange';

export function ManifestPanel({ entry, onClose }: { entry: ManifestEntry | undefined; onClose: () => void }) {
  const text = useText();
  const [system, setSystem] = useState(() => chosen(entry?.system));
  const versions = useInfiniteQuery({ ...versionsQuery(system?.id ?? ''), enabled: system !== null });
  const { putting, removing, problem } = useEntryChange(manifestPart, onClose);
  const form = useForm({ version: entry?.version.id ?? '' }, problem);
  const blockedBy = !system
    ? text('scope.system.choose')
    : form.values.version === ''
      ? text('scope.version.choose')
      : null;

  return (
    <FormPanel
      title={entry ? text('action.editOf', { name: entry.system.name }) : text('scope.pin')}
      submitLabel={text('scope.pin')}
      onSubmit={() => system && putting.submit({ other: system.id, body: { version: form.values.version } })}
      onClose={onClose}
      isPending={putting.isPending}
      problem={problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={blockedBy}
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
      {!entry && (
        <SystemPicker
          label={text('column.system')}
          value={system}
          onChange={(choice) => {
            setSystem(choice);
            form.set({ version: '' });
          }}
          required
        />
      )}
      <NativeSelect
        label={text('column.version')}
        description={versions.data?.length === 0 ? text('scope.version.none') : undefined}
        data={[
          { value: '', label: text('scope.version.choose') },
          ...(entry && !versions.data ? [{ value: entry.version.id, label: entry.version.number }] : []),
          ...(versions.data ?? []).map((version) => ({ value: version.id, label: version.number })),
        ]}
        {...form.field('version')}
      />
      <ShowMore pages={versions} />
    </FormPanel>
  );
}
