import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { liftStop, stopLine } from '../../api/decisions';
import { keys } from '../../api/keys';
import type { Stop } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { PortfolioPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { orAbsent, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { TimeText } from '../../components/Time';
import { useText } from '../../i18n/text';

/** Stops everything in a portfolio and below it. */
export function StopPanel({ onClose }: { onClose: () => void }) {
  const text = useText();
  const [portfolio, setPortfolio] = useState<Choice | null>(null);
  const change = useChange({
    change: (reason: string, key) => stopLine({ portfolio: portfolio?.id ?? '', reason }, key),
    refresh: [keys.all('stops')],
    onDone: onClose,
  });
  const form = useForm({ reason: '' }, change.problem, ['/portfolio']);
  const reason = form.values.reason.trim();
  return (
    <FormPanel
      title={text('stops.new')}
      submitLabel={text('stops.stop')}
      onSubmit={() => change.submit(reason)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={portfolio && reason ? null : text('stops.incomplete')}
    >
      <p>{text('stops.how')}</p>
      <PortfolioPicker
        label={text('column.portfolio')}
        value={portfolio}
        onChange={setPortfolio}
        error={form.fault('/portfolio')}
        required
      />
      <TextInput label={text('field.reason')} required {...form.field('reason')} />
    </FormPanel>
  );
}

/** Lets everything go on. */
export function LiftPanel({ stop, onClose }: { stop: Stop; onClose: () => void }) {
  const text = useText();
  const change = useChange({
    change: (reason: string | undefined, key) => liftStop(stop, reason, key),
    refresh: [keys.all('stops')],
    onDone: () => {
      notify(text('stops.lifted'));
      onClose();
    },
  });
  const form = useForm({ reason: '' }, change.problem);
  return (
    <FormPanel
      title={text('stops.title', { portfolio: stop.portfolio?.name ?? text('stops.above') })}
      submitLabel={text('stops.lift')}
      onSubmit={() => change.submit(orAbsent(form.values.reason))}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
    >
      <p>{stop.reason}</p>
      <p className="faint">
        {stop.stopped_by?.name ?? text('journal.system')} · <TimeText at={stop.stopped_at} />
      </p>
      <TextInput label={text('field.reason')} {...form.field('reason')} />
    </FormPanel>
  );
}
