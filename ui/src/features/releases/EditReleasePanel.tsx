import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { changeRelease, releaseTypes } from '../../api/releases';
import type { ReleaseChange, Risk } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { LinksField, linkPointers, sameLinks } from '../../components/form/LinksField';
import { chosen, PortfolioPicker, ReleasePicker } from '../../components/form/pickers';
import { listOf, orNull, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { CustomFields } from './CustomFields';
import { fieldChanges, typedValues } from './customFieldValues';
import { useRelease } from './ReleaseContext';
import { WhoChanged } from './WhoChanged';

export function EditReleasePanel({ onClose }: { onClose: () => void }) {
  const text = useText();
  const release = useRelease();
  const [portfolio, setPortfolio] = useState(() => chosen(release.portfolio));
  const [parent, setParent] = useState(() => chosen(release.parent));
  const [before] = useState({ portfolio: release.portfolio.id, parent: release.parent?.id });
  const types = useQuery(releaseTypes()).data ?? [];
  const fields = types.find(({ id }) => id === release.type.id)?.fields ?? [];
  const [firstFields] = useState(() => typedValues(release.fields));
  const [fieldValues, setFieldValues] = useState(firstFields);
  const [firstLinks] = useState(release.links);
  const [links, setLinks] = useState(firstLinks);
  const change = useChange({
    change: (body: ReleaseChange) => changeRelease(release.id, release.rev, body),
    refresh: [keys.all('releases'), keys.all('calendar')],
    onDone: (changed) => {
      notify(text('release.saved', { key: changed.key }));
      onClose();
    },
  });
  const form = useForm(
    {
      name: release.name,
      description: release.description,
      risk: release.risk ?? '',
      tags: release.tags.join(', '),
    },
    change.problem,
    ['/portfolio', '/parent', ...linkPointers(links), ...fields.map(({ key }) => `/fields/${key}`)],
  );

  const changedFields = fieldChanges(fields, firstFields, fieldValues);
  const changes: ReleaseChange = {
    ...(form.isChanged('name') ? { name: form.values.name.trim() } : {}),
    ...(form.isChanged('description') ? { description: form.values.description } : {}),
    ...(form.isChanged('risk') ? { risk: orNull(form.values.risk) as Risk | null } : {}),
    ...(form.isChanged('tags') ? { tags: listOf(form.values.tags) } : {}),
    ...(portfolio && portfolio.id !== before.portfolio ? { portfolio: portfolio.id } : {}),
    ...(parent?.id !== before.parent ? { parent: parent?.id ?? null } : {}),
    // The document gives custom fields no shape: their type of release does.
    ...(Object.keys(changedFields).length === 0
      ? {}
      : { fields: changedFields as NonNullable<ReleaseChange['fields']> }),
    ...(sameLinks(links, firstLinks) ? {} : { links }),
  };
  const isSame = Object.keys(changes).length === 0;

  return (
    <FormPanel
      title={text('release.edit', { key: release.key })}
      submitLabel={text('action.save')}
      onSubmit={() => change.submit(changes)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={isSame ? text('form.same') : null}
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <Textarea label={text('field.description')} rows={5} {...form.field('description')} />
      <PortfolioPicker
        label={text('column.portfolio')}
        value={portfolio}
        onChange={setPortfolio}
        error={form.fault('/portfolio')}
        required
      />
      {release.kind === 'project' && (
        <ReleasePicker
          label={text('releases.parent')}
          value={parent}
          onChange={setParent}
          error={form.fault('/parent')}
        />
      )}
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
      <CustomFields fields={fields} values={fieldValues} onChange={setFieldValues} fault={form.fault} />
      <TextInput label={text('field.tags')} description={text('field.tags.how')} {...form.field('tags')} />
      <LinksField value={links} onChange={setLinks} fault={form.fault} />
    </FormPanel>
  );
}
