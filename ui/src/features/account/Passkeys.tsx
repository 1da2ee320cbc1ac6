import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { addPasskey, canUsePasskeys, passkeyList, removePasskey } from '../../api/passkeys';
import type { Passkey } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PasskeyTable } from '../../components/PasskeyTable';
import { ProblemAlert } from '../../components/ProblemAlert';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';

/** The keys on one's devices. */
export function PasskeysSection() {
  const text = useText();
  const panel = usePanel();
  const passkeys = useQuery(passkeyList());
  const removing = useChange({
    change: ({ id }: Passkey) => removePasskey(id),
    refresh: [keys.all('passkeys')],
    onDone: (_, { name }) => notify(text('passkey.removed', { name })),
  });
  const canAdd = canUsePasskeys();
  return (
    <PageState query={passkeys}>
      {(items) => (
        <Section
          title={text('passkey.title')}
          actions={
            canAdd && (
              <Button variant="default" onClick={() => panel.open('passkey')}>
                {text('passkey.add')}
              </Button>
            )
          }
          empty={items.length === 0 && text(canAdd ? 'passkey.none' : 'passkey.nowhere')}
        >
          {removing.problem && <ProblemAlert problem={removing.problem} />}
          <PasskeyTable passkeys={items} isPending={removing.isPending} onRemove={removing.submit} />
        </Section>
      )}
    </PageState>
  );
}

export function PasskeyPanel({ onClose }: { onClose: () => void }) {
  const text = useText();
  const change = useChange({
    change: (name: string) => addPasskey(name),
    refresh: [keys.all('passkeys')],
    onDone: ({ name }) => {
      notify(text('passkey.added', { name }));
      onClose();
    },
  });
  const form = useForm({ name: '' }, change.problem);
  const name = form.values.name.trim();
  return (
    <FormPanel
      title={text('passkey.add')}
      submitLabel={text('passkey.make')}
      onSubmit={() => change.submit(name)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={name === '' ? text('passkey.name.missing') : null}
    >
      <p>{text('passkey.what')}</p>
      <TextInput
        label={text('column.name')}
        description={text('passkey.name.what')}
        {...form.field('name')}
      />
    </FormPanel>
  );
}
