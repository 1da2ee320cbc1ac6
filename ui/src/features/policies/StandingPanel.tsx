import { TextInput } from '@mantine/core';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { enforcePolicy, retirePolicy } from '../../api/policies';
import type { Policy } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { orAbsent, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';

interface StandingPanelProps {
  policy: Policy;
  /** The version to put in force; without one, what is in force is retired. */
  version?: number;
  onClose: () => void;
}

/** Puts a version in force, or retires the one that is; the reason goes to the journal. */
export function StandingPanel({ policy, version, onClose }: StandingPanelProps) {
  const text = useText();
  const change = useChange({
    change: (reason: string | undefined, key) =>
      version === undefined ? retirePolicy(policy, reason, key) : enforcePolicy(policy, version, reason, key),
    refresh: [keys.all('policies')],
    onDone: (saved) => {
      const number = saved.in_force?.number;
      notify(number ? text('policies.enforced', { number }) : text('policies.retired', { name: saved.name }));
      onClose();
    },
  });
  const form = useForm({ reason: '' }, change.problem);
  const verb =
    version === undefined ? text('policies.retire') : text('policies.enforce.of', { number: version });
  return (
    <FormPanel
      title={verb}
      submitLabel={verb}
      onSubmit={() => change.submit(orAbsent(form.values.reason))}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
    >
      <p>{text(version === undefined ? 'policies.retire.what' : 'policies.enforce.what')}</p>
      <TextInput label={text('field.reason')} {...form.field('reason')} />
    </FormPanel>
  );
}
