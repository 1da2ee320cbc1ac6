import { Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { overrideWindow } from '../../api/decisions';
import { keys } from '../../api/keys';
import type { NewWindowOverride } from '../../api/types';
import { windowQuery } from '../../api/windows';
import { FormPanel } from '../../components/form/FormPanel';
import { useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';
import { ownZone } from '../../time/format';
import { instantOf, localOf } from '../../time/local';
import type { Asked } from './question';

const DAY_MS = 86_400_000;
const KINDS = ['release', 'system', 'environment'] as const;

interface OverridePanelProps {
  window: string;
  /** What it is to be for. */
  asked: Asked;
  onClose: () => void;
}

/** Lets what is asked about go in spite of a window, once. */
export function OverridePanel({ window, asked, onClose }: OverridePanelProps) {
  const text = useText();
  const zone = ownZone();
  const name = useQuery(windowQuery(window)).data?.name ?? '';
  const [of, setOf] = useState(() => KINDS.filter((kind) => asked[kind]));
  const [first] = useState(() => localOf(new Date(Date.now() + DAY_MS).toISOString(), zone));
  const change = useChange({
    change: (body: NewWindowOverride, key) => overrideWindow(window, body, key),
    refresh: [keys.all('windows')],
    onDone: () => {
      notify(text('overrides.granted', { name }));
      onClose();
    },
  });
  const form = useForm({ until: first, reason: '' }, change.problem);
  const { until, reason } = form.values;
  const scope = Object.fromEntries(of.map((kind) => [kind, asked[kind]]));
  return (
    <FormPanel
      title={text('overrides.new', { name })}
      submitLabel={text('overrides.grant')}
      onSubmit={() => change.submit({ ...scope, until: instantOf(until, zone), reason: reason.trim() })}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={of.length > 0 && until && reason.trim() ? null : text('overrides.incomplete')}
    >
      <p>{text('overrides.how')}</p>
      {KINDS.filter((kind) => asked[kind]).map((kind) => (
        <Checkbox
          key={kind}
          label={text(`overrides.for.${kind}`)}
          checked={of.includes(kind)}
          onChange={(event) =>
            setOf(event.currentTarget.checked ? [...of, kind] : of.filter((one) => one !== kind))
          }
        />
      ))}
      <TextInput
        type="datetime-local"
        label={text('overrides.until', { zone })}
        required
        {...form.field('until')}
      />
      <TextInput label={text('field.reason')} required {...form.field('reason')} />
    </FormPanel>
  );
}
