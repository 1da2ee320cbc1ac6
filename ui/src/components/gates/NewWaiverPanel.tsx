import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useChange } from '../../api/change';
import { GATE_CHANGES, requestPolicyWaiver, requestWaiver } from '../../api/gates';
import type { Gate, Ref } from '../../api/types';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import { endOfDay } from '../../time/local';
import { FormPanel } from '../form/FormPanel';
import { orAbsent, useForm } from '../form/useForm';
import { notify } from '../notices';

interface NewWaiverPanelProps {
  /** What need not hold: something at a gate, or a policy, by its id, for decisions about a release. */
  of: { gate: Gate } | { policy: string; release: Ref };
  onClose: () => void;
}

const EMPTY = { title: '', criterion: '', item: '', reason: '', expires_at: '' };

/** Asks that exactly this need not hold, for a reason and for a time. */
export function NewWaiverPanel({ of, onClose }: NewWaiverPanelProps) {
  const text = useText();
  const gate = 'gate' in of ? of.gate : undefined;
  const lacking = gate?.criteria.filter(({ outcome }) => outcome === 'lacks') ?? [];
  const change = useChange({
    change: ({ title, criterion, item, reason, expires_at }: typeof EMPTY, key) => {
      const said = { title: title.trim(), reason: reason.trim(), expires_at: endOfDay(expires_at) };
      if (!('gate' in of)) return requestPolicyWaiver(of.release.id, { ...said, policy: of.policy }, key);
      const exactly = { criterion: orAbsent(criterion), item: orAbsent(item) };
      return requestWaiver(of.gate.release.id, of.gate.gate.id, { ...said, ...exactly }, key);
    },
    refresh: GATE_CHANGES,
    onDone: ({ title }) => {
      notify(text('waivers.asked', { name: title }));
      onClose();
    },
  });
  const form = useForm({ ...EMPTY, criterion: lacking[0]?.id ?? '' }, change.problem);
  return (
    <FormPanel
      title={text('waivers.ask')}
      submitLabel={text('waivers.ask')}
      onSubmit={() => change.submit(form.values)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={form.values.expires_at === '' ? text('waivers.sayUntil') : null}
    >
      <p className="faint">
        {'gate' in of ? text('waivers.ask.what') : text('waivers.ask.policy', { release: of.release.name })}
      </p>
      <TextInput label={text('column.title')} required {...form.field('title')} />
      {gate && (
        <>
          <NativeSelect
            label={text('waivers.criterion')}
            data={[
              { value: '', label: text('waivers.criterion.none') },
              ...gate.criteria.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            {...form.field('criterion')}
          />
          <TextInput
            label={text('waivers.item')}
            description={text('waivers.item.what')}
            {...form.field('item')}
          />
        </>
      )}
      <Textarea label={text('field.reason')} rows={3} required {...form.field('reason')} />
      <TextInput
        type="date"
        label={text('waivers.untilIn', { zone: ownZone() })}
        required
        {...form.field('expires_at')}
      />
    </FormPanel>
  );
}
