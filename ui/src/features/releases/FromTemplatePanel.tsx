import { Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { releaseOfTemplate, releaseTemplateQuery, templatePreview } from '../../api/templates';
import type { ReleaseOfTemplate, ReleaseTemplate } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { chosen, PersonPicker, PortfolioPicker, ReleasePicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { orAbsent, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { PlanPreview } from '../../components/PlanPreview';
import { useText } from '../../i18n/text';
import { isDay } from '../../time/day';
import { TemplateChoice } from './TemplateChoice';

const DEBOUNCE_MS = 250;

export function FromTemplatePanel({ template, onClose }: { template: string; onClose: () => void }) {
  const found = useQuery(releaseTemplateQuery(template)).data;
  return found === undefined ? null : <Form key={found.id} template={found} onClose={onClose} />;
}

/** A release of a template: what is its own, what the template's words stand for, and the plan it would have. */
function Form({ template, onClose }: { template: ReleaseTemplate; onClose: () => void }) {
  const text = useText();
  const navigate = useNavigate();
  const [portfolio, setPortfolio] = useState(chosen(template.portfolio));
  const [parent, setParent] = useState<Choice | null>(null);
  const [accountable, setAccountable] = useState<Choice | null>(null);
  const [words, setWords] = useState<Record<string, string>>({});
  const change = useChange({
    change: (body: ReleaseOfTemplate, key) => releaseOfTemplate(template.id, body, key),
    refresh: [keys.lists('releases'), keys.lists('calendar')],
    onDone: (release) => {
      notify(text('releases.created', { key: release.key }));
      void navigate({ to: '/releases/$key', params: { key: release.key } });
    },
  });
  const form = useForm({ name: '', key: '', date: '', description: '' }, change.problem, [
    '/portfolio',
    '/parent',
    '/accountable',
    '/target',
    '/target/date',
    ...template.open_words.map((word) => `/words/${word}`),
  ]);
  const { values } = form;
  const said = Object.fromEntries(Object.entries(words).filter(([, value]) => value.trim() !== ''));
  const [asked] = useDebouncedValue(
    JSON.stringify({
      date: values.date,
      words: said,
      portfolio: portfolio?.id,
      name: orAbsent(values.name),
    }),
    DEBOUNCE_MS,
  );
  const wanted = JSON.parse(asked) as Parameters<typeof templatePreview>[1];
  const preview = useQuery({
    ...templatePreview(template.id, wanted),
    enabled: isDay(wanted.date),
    placeholderData: keepPreviousData,
  });

  const submit = () =>
    change.submit({
      key: values.key.trim(),
      name: values.name.trim(),
      target: { date: values.date },
      words: said,
      portfolio: portfolio?.id,
      parent: template.kind === 'project' ? parent?.id : undefined,
      accountable: accountable?.id,
      description: values.description,
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
      <FieldRow>
        <TextInput label={text('column.key')} required {...form.field('key')} />
        <TextInput
          type="date"
          label={text('column.target')}
          required
          {...form.field('date')}
          error={form.fault('/target/date') ?? form.fault('/target')}
        />
      </FieldRow>
      {template.open_words.length > 0 && (
        <FieldRow>
          {template.open_words.map((word) => (
            <TextInput
              key={word}
              label={text('releases.template.word', { word })}
              required
              value={words[word] ?? ''}
              error={form.fault(`/words/${word}`)}
              onChange={(event) => setWords({ ...words, [word]: event.currentTarget.value })}
            />
          ))}
        </FieldRow>
      )}
      <PortfolioPicker
        label={text('column.portfolio')}
        value={portfolio}
        onChange={setPortfolio}
        error={form.fault('/portfolio')}
        required
      />
      {template.kind === 'project' && (
        <ReleasePicker
          label={text('releases.parent')}
          value={parent}
          onChange={setParent}
          error={form.fault('/parent')}
        />
      )}
      <PersonPicker
        label={text('column.accountable')}
        description={text('releases.accountable.what')}
        value={accountable}
        onChange={setAccountable}
        error={form.fault('/accountable')}
      />
      <Textarea label={text('field.description')} rows={2} {...form.field('description')} />
      {preview.data && isDay(values.date) && <PlanPreview preview={preview.data} />}
    </FormPanel>
  );
}
