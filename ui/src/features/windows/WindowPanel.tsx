import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import type {
  NewWindow,
  WindowChange,
  WindowDraft,
  WindowItem,
  WindowKind,
  WindowOverrun,
} from '../../api/types';
import { changeWindow, createWindow } from '../../api/windows';
import { ArchiveButton } from '../../components/ArchiveButton';
import { ZoneField } from '../../components/form/DeadlineFields';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { chosen, PortfolioPicker } from '../../components/form/pickers';
import { RecurrenceField } from '../../components/form/RecurrenceField';
import { ruleOf, ruleText } from '../../components/form/recurrence';
import { type Selected, SelectorFields } from '../../components/form/SelectorFields';
import { listOf, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import { HeldReleases } from './HeldReleases';
import { WINDOW_KINDS } from './kinds';
import { WindowOverrides } from './WindowOverrides';
import { WindowTimes } from './WindowTimes';

const selectedOf = (window?: WindowItem): Selected => ({
  types: window?.selector.types.map(({ id }) => id) ?? [],
  kinds: window?.selector.kinds ?? [],
  tags: window?.selector.tags.join(', ') ?? '',
  systems: window?.selector.systems.flatMap((system) => chosen(system) ?? []) ?? [],
  risk: window?.selector.risk ?? [],
  stages: window?.selector.stages.map(({ id }) => id) ?? [],
});

const selectorOf = (selected: Selected) => ({
  types: selected.types,
  kinds: selected.kinds,
  tags: listOf(selected.tags),
  systems: selected.systems.map(({ id }) => id),
  risk: selected.risk,
  stages: selected.stages,
});

const OVERRUNS: WindowOverrun[] = ['refuse', 'warn'];
const PICKED = ['/portfolio', '/recurrence', '/selector', '/zone'];

export function WindowPanel({ window, onClose }: { window?: WindowItem; onClose: () => void }) {
  const text = useText();
  const [portfolio, setPortfolio] = useState(() => chosen(window?.portfolio));
  const [before] = useState(() => ({
    portfolio: portfolio?.id,
    selected: JSON.stringify(selectedOf(window)),
  }));
  const [selected, setSelected] = useState(() => selectedOf(window));
  const [rule, setRule] = useState(() =>
    ruleOf(window?.recurrence ?? null, window?.start.slice(0, 10) ?? ''),
  );
  const change = useChange({
    change: (body: WindowChange, key) =>
      window ? changeWindow(window.id, window.rev, body) : createWindow(body as NewWindow, key),
    refresh: [keys.all('windows'), keys.lists('calendar')],
    onDone: (saved) => {
      notify(text('saved', { name: saved.name }));
      onClose();
    },
  });
  const form = useForm(
    {
      name: window?.name ?? '',
      key: window?.key ?? '',
      kind: window?.kind ?? 'freeze',
      overrun: window?.overrun ?? 'refuse',
      zone: window?.zone ?? ownZone(),
      start: window?.start.slice(0, 16) ?? '',
      end: window?.end.slice(0, 16) ?? '',
      description: window?.description ?? '',
    },
    change.problem,
    PICKED,
  );
  const { values, isChanged } = form;
  const recurrence = ruleText(rule, values.start.slice(0, 10));
  const body: WindowChange = {
    ...(isChanged('name') ? { name: values.name.trim() } : {}),
    ...(isChanged('key') ? { key: values.key.trim() } : {}),
    ...(isChanged('kind') || !window ? { kind: values.kind as WindowKind } : {}),
    ...(isChanged('overrun') ? { overrun: values.overrun as WindowOverrun } : {}),
    ...(isChanged('zone') || !window ? { zone: values.zone } : {}),
    ...(isChanged('start') ? { start: values.start } : {}),
    ...(isChanged('end') ? { end: values.end } : {}),
    ...(recurrence === (window?.recurrence ?? null) ? {} : { recurrence }),
    ...(isChanged('description') ? { description: values.description } : {}),
    ...(portfolio && portfolio.id !== before.portfolio ? { portfolio: portfolio.id } : {}),
    ...(JSON.stringify(selected) === before.selected ? {} : { selector: selectorOf(selected) }),
  };
  const isTimed = values.start !== '' && values.end !== '';
  const draft: WindowDraft | null = isTimed
    ? { start: values.start, end: values.end, recurrence, ...(values.zone ? { zone: values.zone } : {}) }
    : null;
  const selectorFault = change.problem?.faults.find(({ pointer }) => pointer.startsWith('/selector/'));
  const others = form.otherFaults.filter(({ pointer }) => !pointer.startsWith('/selector/'));

  return (
    <FormPanel
      title={window ? text('action.editOf', { name: window.name }) : text('windows.new')}
      submitLabel={text(window ? 'action.save' : 'windows.create')}
      onSubmit={() => change.submit(body)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={others}
      blockedBy={window && Object.keys(body).length === 0 ? text('form.same') : null}
      extra={window && <ArchiveButton noun="windows" thing={window} onDone={onClose} />}
    >
      <TextInput label={text('column.name')} required {...form.field('name')} />
      <FieldRow>
        <TextInput label={text('column.key')} required {...form.field('key')} />
        <NativeSelect
          label={text('column.kind')}
          data={WINDOW_KINDS.map((kind) => ({ value: kind, label: text(`window.${kind}`) }))}
          {...form.field('kind')}
        />
      </FieldRow>
      <PortfolioPicker
        label={text('column.portfolio')}
        description={text('windows.portfolio.how')}
        value={portfolio}
        onChange={setPortfolio}
        error={form.fault('/portfolio')}
        required
      />
      <FieldRow>
        <TextInput type="datetime-local" label={text('windows.start')} required {...form.field('start')} />
        <TextInput type="datetime-local" label={text('windows.end')} required {...form.field('end')} />
      </FieldRow>
      <ZoneField value={values.zone} onChange={(zone) => form.set({ zone })} error={form.fault('/zone')} />
      <RecurrenceField
        value={rule}
        start={values.start.slice(0, 10)}
        onChange={setRule}
        error={form.fault('/recurrence')}
      />
      <WindowTimes draft={draft} />
      <NativeSelect
        label={text('windows.overrun')}
        data={OVERRUNS.map((overrun) => ({ value: overrun, label: text(`windows.overrun.${overrun}`) }))}
        {...form.field('overrun')}
      />
      <SelectorFields
        legend={text('windows.selector')}
        how={text('windows.selector.how')}
        value={selected}
        onChange={setSelected}
        error={selectorFault?.detail}
      />
      <Textarea label={text('field.description')} rows={3} {...form.field('description')} />
      {window && <WindowOverrides window={window} />}
      {window && <HeldReleases window={window} />}
    </FormPanel>
  );
}
