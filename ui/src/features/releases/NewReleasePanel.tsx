import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { createRelease, releaseTypes } from '../../api/releases';
import type { NewRelease, ReleaseKind, Risk } from '../../api/types';
import { DeadlineFields, deadlineInput } from '../../components/form/DeadlineFields';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { PersonPicker, PortfolioPicker, ReleasePicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { orAbsent, orNull, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import { CustomFields } from './CustomFields';
import { type FieldValues, fieldsInput } from './customFieldValues';
import { TemplateChoice } from './TemplateChoice';

const PICKERS = ['/portfolio', '/parent', '/accountable', '/target'];

export function NewReleasePanel({ onClose }: { onClose: () => void }) {
  const text = useText();
  const navigate = useNavigate();
  const types = useQuery(releaseTypes()).data ?? [];
  const { parent: parentKey } = useSearch({ strict: false });
  const [portfolio, setPortfolio] = useState<Choice | null>(null);
  const [parent, setParent] = useState<Choice | null>(parentKey ? { id: parentKey, name: parentKey } : null);
  const [accountable, setAccountable] = useState<Choice | null>(null);
  const [target, setTarget] = useState({ date: '', time: '', zone: ownZone() });
  const change = useChange({
    change: (body: NewRelease, key) => createRelease(body, key),
    refresh: [keys.lists('releases'), keys.lists('calendar')],
    onDone: (release) => {
      notify(text('releases.created', { key: release.key }));
      void navigate({ to: '/releases/$key', params: { key: release.key } });
    },
  });
  const [type, setType] = useState('');
  const [fieldValues, setFieldValues] = useState<FieldValues>({});
  const fields = types.find(({ key }) => key === type)?.fields ?? [];
  const form = useForm(
    { name: '', key: '', kind: parentKey ? 'project' : 'independent', risk: '', start: '' },
    change.problem,
    [...PICKERS, '/type', ...fields.map(({ key }) => `/fields/${key}`)],
  );
  const kind = form.values.kind as ReleaseKind;

  const submit = () =>
    change.submit({
      name: form.values.name.trim(),
      key: form.values.key.trim(),
      kind,
      portfolio: portfolio?.id ?? '',
      type: orAbsent(type),
      parent: kind === 'project' ? parent?.id : undefined,
      risk: orNull(form.values.risk) as Risk | null,
      zone: target.zone,
      start: orNull(form.values.start),
      target: deadlineInput(target),
      accountable: accountable?.id,
      // The document gives custom fields no shape: their type of release does.
      fields: fieldsInput(fields, fieldValues) as NewRelease['fields'],
    });

  return (
    <FormPanel
      title={text('releases.new')}
      submitLabel={text('releases.create')}
      onSubmit={submit}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
    >
      <TemplateChoice />
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <TextInput
        label={text('column.key')}
        description={text('releases.key.what')}
        required
        {...form.field('key')}
      />
      <PortfolioPicker
        label={text('column.portfolio')}
        value={portfolio}
        onChange={setPortfolio}
        error={form.fault('/portfolio')}
        required
      />
      <FieldRow>
        <NativeSelect
          label={text('column.kind')}
          data={[
            { value: 'independent', label: text('kind.independent') },
            { value: 'project', label: text('kind.project') },
            { value: 'train', label: text('kind.train') },
          ]}
          {...form.field('kind')}
        />
        <NativeSelect
          label={text('column.type')}
          data={[
            { value: '', label: text('releases.type.default') },
            ...types
              .filter(({ kinds }) => kinds.length === 0 || kinds.includes(kind))
              .map(({ key, name }) => ({ value: key, label: name })),
          ]}
          value={type}
          error={form.fault('/type')}
          onChange={(event) => setType(event.currentTarget.value)}
        />
      </FieldRow>
      {kind === 'project' && (
        <ReleasePicker
          label={text('releases.parent')}
          value={parent}
          onChange={setParent}
          error={form.fault('/parent')}
        />
      )}
      <FieldRow>
        <TextInput type="date" label={text('column.start')} {...form.field('start')} />
        <NativeSelect
          label={text('column.risk')}
          data={[
            { value: '', label: text('releases.risk.none') },
            { value: 'low', label: text('risk.low') },
            { value: 'medium', label: text('risk.medium') },
            { value: 'high', label: text('risk.high') },
            { value: 'critical', label: text('risk.critical') },
          ]}
          {...form.field('risk')}
        />
      </FieldRow>
      <DeadlineFields
        label={text('column.target')}
        value={target}
        onChange={setTarget}
        error={form.fault('/target')}
      />
      <CustomFields fields={fields} values={fieldValues} onChange={setFieldValues} fault={form.fault} />
      <PersonPicker
        label={text('column.accountable')}
        description={text('releases.accountable.what')}
        value={accountable}
        onChange={setAccountable}
        error={form.fault('/accountable')}
      />
    </FormPanel>
  );
}
