import { Button, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { createToken } from '../../api/organisation';
import type { NewToken } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { useForm } from '../../components/form/useForm';
import { Icon } from '../../components/Icon';
import { SidePanel } from '../../components/SidePanel';
import { useText } from '../../i18n/text';
import styles from './NewTokenPanel.module.css';

export function NewTokenPanel({ onClose }: { onClose: () => void }) {
  const text = useText();
  const [secret, setSecret] = useState<string | null>(null);
  const change = useChange({
    change: (body: NewToken, key) => createToken(body, key),
    refresh: [keys.all('tokens')],
    onDone: (created) => setSecret(created.token),
  });
  const form = useForm({ name: '', expires_at: '' }, change.problem);
  if (secret !== null) return <Secret secret={secret} onClose={onClose} />;
  return (
    <FormPanel
      title={text('tokens.new')}
      submitLabel={text('tokens.create')}
      onSubmit={() =>
        change.submit({
          name: form.values.name.trim(),
          ...(form.values.expires_at === '' ? {} : { expires_at: `${form.values.expires_at}T00:00:00Z` }),
        })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
    >
      <TextInput
        label={text('column.name')}
        description={text('tokens.name.what')}
        required
        {...form.field('name')}
      />
      <TextInput
        type="date"
        label={text('tokens.expires')}
        description={text('tokens.expires.what')}
        {...form.field('expires_at')}
      />
    </FormPanel>
  );
}

/** The only moment at which anyone sees it. */
function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const text = useText();
  const clipboard = useClipboard();
  return (
    <SidePanel title={text('tokens.created.title')} onClose={onClose}>
      <div className={styles.secret}>
        <p>{text('tokens.once')}</p>
        <code>{secret}</code>
        <Button
          leftSection={<Icon name="copy" size={14} />}
          data-autofocus
          onClick={() => clipboard.copy(secret)}
        >
          {text(clipboard.copied ? 'action.copied' : 'action.copy')}
        </Button>
        <p className="faint">{text('tokens.use')}</p>
        <code>Authorization: Bearer {secret.slice(0, 8)}…</code>
      </div>
    </SidePanel>
  );
}
