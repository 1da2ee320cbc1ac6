import { Textarea, TextInput } from '@mantine/core';
import { useChange } from '../../api/change';
import { GATE_CHANGES, requestPolicyWaiver } from '../../api/gates';
import type { NewPolicyWaiver, Ref } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import { endOfDay } from '../../time/local';

interface WaivePanelProps {
  /** By id. */
  policy: string;
  release: Ref;
  onClose: () => void;
}

/** Asks that decisions about a release need not meet a policy, for a reason and for a time. */
export function WaivePanel({ policy, release, onClose }: WaivePanelProps) {
  const text = useText();
  const change = useChange({
    change: (body: NewPolicyWaiver, key) => requestPolicyWaiver(release.id, body, key),
    refresh: GATE_CHANGES,
    onDone: ({ title }) => {
      notify(text('waivers.asked', { name: title }));
      onClose();
    },
  });
  const form = useForm({ title: '', reason: '', expires_at: '' }, change.problem);
  const { title, reason, expires_at } = form.values;
  return (
    <FormPanel
      title={text('waivers.ask')}
      submitLabel={text('waivers.ask')}
      onSubmit={() =>
        change.submit({
          title: title.trim(),
          policy,
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
      <p className="faint">{text('waivers.ask.policy', { release: release.name })}</p>
      <TextInput label={text('column.title')} required {...form.field('title')} />
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
