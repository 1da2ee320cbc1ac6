import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useChange } from '../../../api/change';
import { GATE_CHANGES, requestWaiver } from '../../../api/gates';
import type { Gate, NewWaiver } from '../../../api/types';
import { FormPanel } from '../../../components/form/FormPanel';
import { orAbsent, useForm } from '../../../components/form/useForm';
import { notify } from '../../../components/notices';
import { useText } from '../../../i18n/text';
import { ownZone } from '../../../time/format';
import { endOfDay } from '../../../time/local';

/** Asks that exactly this need not hold, for a reason and for a time. */
export function NewWaiverPanel({ gate, onClose }: { gate: Gate; onClose: () => void }) {
  const text = useText();
  const change = useChange({
    change: (body: NewWaiver, key) => requestWaiver(gate.release.id, gate.gate.id, body, key),
    refresh: GATE_CHANGES,
    onDone: ({ title }) => {
      notify(text('waivers.asked', { name: title }));
      onClose();
    },
  });
  const lacking = gate.criteria.filter(({ outcome }) => outcome === 'lacks');
  const form = useForm(
    {
      title: '',
      criterion: lacking[0]?.id ?? '',
      item: '',
      reason: '',
      expires_at: '',
    },
    change.problem,
  );
  const { title, criterion, item, reason, expires_at } = form.values;
  return (
    <FormPanel
      title={text('waivers.ask')}
      submitLabel={text('waivers.ask')}
      onSubmit={() =>
        change.submit({
          title: title.trim(),
          criterion: orAbsent(criterion),
          item: orAbsent(item),
          reason: reason.trim(),
          expires_at: endOfDay(expires_at),
        })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={expires_at === '' ? text('waivers.sayUntil') : null}
    >
      <p className="faint">{text('waivers.ask.what')}</p>
      <TextInput label={text('column.title')} required {...form.field('title')} />
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
