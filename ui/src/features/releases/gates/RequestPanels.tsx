import { Textarea, TextInput } from '@mantine/core';
import { useChange } from '../../../api/change';
import { GATE_CHANGES, requestApproval, withdrawRequest } from '../../../api/gates';
import type { ApprovalRequest, Gate, NewApprovalRequest } from '../../../api/types';
import { FormPanel } from '../../../components/form/FormPanel';
import { useForm } from '../../../components/form/useForm';
import { notify } from '../../../components/notices';
import { useText } from '../../../i18n/text';
import { ownZone } from '../../../time/format';
import { instantOf } from '../../../time/local';
import { WhoChanged } from '../WhoChanged';

/** Asks those whom the rules name to approve the gate as it is now. */
export function AskPanel({ gate, onClose }: { gate: Gate; onClose: () => void }) {
  const text = useText();
  const zone = ownZone();
  const change = useChange({
    change: (body: NewApprovalRequest, key) => requestApproval(gate.release.id, gate.gate.id, body, key),
    refresh: GATE_CHANGES,
    onDone: () => {
      notify(text('approvals.asked', { name: gate.gate.name }));
      onClose();
    },
  });
  const form = useForm({ note: '', expires_at: '' }, change.problem);
  const { note, expires_at } = form.values;
  return (
    <FormPanel
      title={text('approvals.ask')}
      submitLabel={text('approvals.ask')}
      onSubmit={() =>
        change.submit({
          note: note.trim(),
          ...(expires_at === '' ? {} : { expires_at: instantOf(expires_at, zone) }),
        })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
    >
      <p className="faint">{text('approvals.ask.what')}</p>
      <Textarea
        label={text('approvals.note')}
        description={text('approvals.note.what')}
        rows={3}
        {...form.field('note')}
      />
      <TextInput
        type="datetime-local"
        label={text('approvals.untilIn', { zone })}
        description={text('approvals.until.what')}
        {...form.field('expires_at')}
      />
    </FormPanel>
  );
}

/** Takes a request back, and says why. */
export function WithdrawPanel({ request, onClose }: { request: ApprovalRequest; onClose: () => void }) {
  const text = useText();
  const change = useChange({
    change: (reason: string, key) => withdrawRequest(request, reason, key),
    refresh: GATE_CHANGES,
    onDone: () => {
      notify(text('approvals.withdrawn', { name: request.gate_name }));
      onClose();
    },
  });
  const form = useForm({ reason: '' }, change.problem);
  const reason = form.values.reason.trim();
  return (
    <FormPanel
      title={text('approvals.withdraw')}
      submitLabel={text('approvals.withdraw')}
      onSubmit={() => change.submit(reason)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={reason === '' ? text('approvals.sayWhy') : null}
    >
      <Textarea
        label={text('field.reason')}
        description={text('field.comment.kept')}
        rows={3}
        required
        {...form.field('reason')}
      />
    </FormPanel>
  );
}
