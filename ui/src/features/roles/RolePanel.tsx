import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { changeRole, createRole, deleteRole } from '../../api/rights';
import type { CustomRole, Right } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { RightsField } from '../../components/form/RightsField';
import { useForm } from '../../components/form/useForm';
import { RemoveButton } from '../../components/RemoveButton';
import { useText } from '../../i18n/text';

/** A role of one's own: a name, and what it allows. */
export function RolePanel({ role, onClose }: { role?: CustomRole; onClose: () => void }) {
  const text = useText();
  const [rights, setRights] = useState<Right[]>(role?.rights ?? []);
  const refresh = [keys.all('roles'), keys.all('portfolios')];
  const change = useChange({
    change: (body: { key: string; name: string; description: string; rights: Right[] }, key) =>
      role ? changeRole(role.id, role.rev, body) : createRole(body, key),
    refresh,
    onDone: onClose,
  });
  const removing = useChange({ change: deleteRole, refresh, onDone: onClose });
  const form = useForm(
    { name: role?.name ?? '', key: role?.key ?? '', description: role?.description ?? '' },
    change.problem,
    ['/rights'],
  );
  return (
    <FormPanel
      title={role ? role.name : text('roles.new')}
      submitLabel={text(role ? 'action.save' : 'roles.create')}
      onSubmit={() =>
        change.submit({
          key: form.values.key.trim(),
          name: form.values.name.trim(),
          description: form.values.description,
          rights,
        })
      }
      onClose={onClose}
      isPending={change.isPending || removing.isPending}
      problem={change.problem ?? removing.problem}
      faults={form.otherFaults}
      extra={
        role && (
          <RemoveButton
            name={role.name}
            isPending={removing.isPending}
            onRemove={() => removing.submit(role)}
          />
        )
      }
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <TextInput label={text('column.key')} required {...form.field('key')} />
      <RightsField
        label={text('roles.may')}
        description={text('roles.may.what')}
        value={rights}
        onChange={setRights}
        error={form.fault('/rights')}
      />
      <Textarea label={text('roles.for')} autosize minRows={2} {...form.field('description')} />
    </FormPanel>
  );
}
