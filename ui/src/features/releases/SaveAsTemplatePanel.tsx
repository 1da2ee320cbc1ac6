import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { templateFromRelease } from '../../api/templates';
import type { DayOff, OffsetUnit, TemplateFromRelease } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { DAYS_OFF, OFFSET_UNITS } from '../../components/offset';
import { useText } from '../../i18n/text';
import { useRelease } from './ReleaseContext';
import { wordsOf } from './words';

/** What is planned here, as a template for the next of its kind. */
export function SaveAsTemplatePanel({ onClose }: { onClose: () => void }) {
  const text = useText();
  const release = useRelease();
  const navigate = useNavigate();
  const change = useChange({
    change: (body: TemplateFromRelease, key) => templateFromRelease(body, key),
    refresh: [keys.all('release-templates')],
    onDone: (template) => {
      notify(text('saved', { name: template.name }));
      void navigate({ to: '/templates/$key', params: { key: template.key } });
    },
  });
  const form = useForm(
    { name: release.name, key: '', unit: 'weeks', dayOff: 'before', words: '', description: '' },
    change.problem,
  );
  const { values } = form;
  return (
    <FormPanel
      title={text('release.asTemplate')}
      submitLabel={text('templates.create')}
      onSubmit={() =>
        change.submit({
          release: release.id,
          name: values.name.trim(),
          key: values.key.trim(),
          description: values.description,
          unit: values.unit as OffsetUnit,
          day_off: values.dayOff as DayOff,
          words: wordsOf(values.words),
        })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={release.target === null ? text('release.asTemplate.noTarget') : null}
    >
      <p className="faint">{text('release.asTemplate.what')}</p>
      <FieldRow>
        <TextInput label={text('column.name')} required {...form.field('name')} />
        <TextInput label={text('column.key')} required {...form.field('key')} />
      </FieldRow>
      <FieldRow>
        <NativeSelect
          label={text('offset.unit')}
          data={OFFSET_UNITS.map((unit) => ({ value: unit, label: text(`offset.unit.${unit}`) }))}
          {...form.field('unit')}
        />
        <NativeSelect
          label={text('offset.dayOff')}
          data={DAYS_OFF.map((choice) => ({ value: choice, label: text(`offset.dayOff.${choice}`) }))}
          {...form.field('dayOff')}
        />
      </FieldRow>
      <Textarea
        label={text('release.asTemplate.words')}
        description={text('release.asTemplate.words.what')}
        rows={3}
        {...form.field('words')}
      />
      <Textarea label={text('field.description')} rows={2} {...form.field('description')} />
    </FormPanel>
  );
}
