import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { changeReleaseTemplate, createReleaseTemplate } from '../../api/templates';
import type { ReleaseKind, ReleaseTemplate, ReleaseTemplateChange, Risk } from '../../api/types';
import { ZoneField } from '../../components/form/DeadlineFields';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { OffsetFields, offsetInput, offsetText } from '../../components/form/OffsetFields';
import { chosen, PortfolioPicker } from '../../components/form/pickers';
import { listOf, orNull, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';

interface TemplatePanelProps {
  template?: ReleaseTemplate;
  onClose: () => void;
  onSaved?: (template: ReleaseTemplate) => void;
}

/** Everything of a template but its lists. */
export function TemplatePanel({ template, onClose, onSaved = onClose }: TemplatePanelProps) {
  const text = useText();
  const [portfolio, setPortfolio] = useState(chosen(template?.portfolio));
  const [start, setStart] = useState(offsetText(template?.start));
  const change = useChange({
    change: (body: ReleaseTemplateChange, key) =>
      template
        ? changeReleaseTemplate(template.id, template.rev, body)
        : createReleaseTemplate({ key: '', name: '', kind: 'train', portfolio: '', ...body }, key),
    refresh: [keys.all('release-templates')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onSaved(saved);
    },
  });
  const form = useForm(
    {
      name: template?.name ?? '',
      key: template?.key ?? '',
      kind: template?.kind ?? 'train',
      risk: template?.risk ?? '',
      zone: template?.zone ?? ownZone(),
      time: template?.time?.slice(0, 5) ?? '',
      tags: template?.tags.join(', ') ?? '',
      description: template?.description ?? '',
    },
    change.problem,
    ['/portfolio', '/start', '/start/before'],
  );
  const { values } = form;
  const body: ReleaseTemplateChange = {
    name: values.name.trim(),
    key: values.key.trim(),
    kind: values.kind as ReleaseKind,
    risk: orNull(values.risk) as Risk | null,
    zone: values.zone,
    time: orNull(values.time),
    tags: listOf(values.tags),
    description: values.description,
    portfolio: portfolio?.id ?? '',
    start: offsetInput(start),
  };

  return (
    <FormPanel
      title={template ? text('action.editOf', { name: template.name }) : text('templates.new')}
      submitLabel={text(template ? 'action.save' : 'templates.create')}
      onSubmit={() => change.submit(body)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <FieldRow>
        <TextInput label={text('column.key')} required {...form.field('key')} />
        <NativeSelect
          label={text('column.kind')}
          data={[
            { value: 'train', label: text('kind.train') },
            { value: 'project', label: text('kind.project') },
            { value: 'independent', label: text('kind.independent') },
          ]}
          {...form.field('kind')}
        />
      </FieldRow>
      <PortfolioPicker
        label={text('column.portfolio')}
        description={text('templates.portfolio.what')}
        value={portfolio}
        onChange={setPortfolio}
        error={form.fault('/portfolio')}
        required
      />
      <FieldRow>
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
        <TextInput type="time" label={text('templates.time')} {...form.field('time')} />
        <ZoneField
          value={values.zone}
          onChange={(zone) => form.set({ zone })}
          error={form.field('zone').error}
        />
      </FieldRow>
      <OffsetFields
        label={text('templates.start')}
        value={start}
        onChange={setStart}
        error={form.fault('/start/before') ?? form.fault('/start')}
      />
      <TextInput label={text('field.tags')} {...form.field('tags')} />
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
    </FormPanel>
  );
}
