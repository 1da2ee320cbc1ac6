import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useState } from 'react';
import { useChange } from '../api/change';
import { keys } from '../api/keys';
import { createToken } from '../api/organisation';
import type { NewToken, Person, Right } from '../api/types';
import { useText } from '../i18n/text';
import { FormPanel } from './form/FormPanel';
import { RightsField } from './form/RightsField';
import { useForm } from './form/useForm';
import { Icon } from './Icon';
import styles from './NewTokenPanel.module.css';
import { SidePanel } from './SidePanel';

const REACHES = ['all', 'read', 'some'] as const;
type Reach = (typeof REACHES)[number];

interface NewTokenPanelProps {
  /** The machine it is for; oneself when absent. */
  machine?: Person;
  onClose: () => void;
}

export function NewTokenPanel({ machine, onClose }: NewTokenPanelProps) {
  const text = useText();
  const [secret, setSecret] = useState<string | null>(null);
  const [reach, setReach] = useState<Reach>('all');
  const [rights, setRights] = useState<Right[]>([]);
  const change = useChange({
    change: (body: NewToken, key) => createToken(body, key),
    refresh: [keys.all('tokens'), keys.all('people')],
    onDone: (created) => setSecret(created.token),
  });
  const form = useForm({ name: '', expires_at: '' }, change.problem, ['/scope']);
  if (secret !== null) return <Secret secret={secret} machine={machine} onClose={onClose} />;
  return (
    <FormPanel
      title={text('tokens.new')}
      submitLabel={text('tokens.create')}
      onSubmit={() =>
        change.submit({
          name: form.values.name.trim(),
          ...(machine ? { person: machine.id } : {}),
          ...(reach === 'all' ? {} : { scope: reach === 'read' ? [] : rights }),
          ...(form.values.expires_at === '' ? {} : { expires_at: `${form.values.expires_at}T00:00:00Z` }),
        })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={reach === 'some' && rights.length === 0 ? text('tokens.scope.choose') : null}
    >
      <TextInput
        label={text('column.name')}
        description={text('tokens.name.what')}
        required
        {...form.field('name')}
      />
      <NativeSelect
        label={text('tokens.scope')}
        value={reach}
        onChange={(event) => setReach(event.currentTarget.value as Reach)}
        data={REACHES.map((value) => ({
          value,
          label: text(value === 'all' && machine ? 'tokens.scope.allOf' : `tokens.scope.${value}`, {
            name: machine?.name,
          }),
        }))}
      />
      {reach === 'some' && (
        <RightsField
          label={text('tokens.scope.may')}
          description={text('tokens.scope.what')}
          value={rights}
          onChange={setRights}
          error={form.fault('/scope')}
          all
        />
      )}
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
function Secret({ secret, machine, onClose }: NewTokenPanelProps & { secret: string }) {
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
        {machine && (
          <>
            <p className="faint">{text('tokens.client')}</p>
            <code>POST {location.origin}/oauth/token</code>
            <p className="faint">{text('tokens.client.id')}</p>
            <code>{machine.id}</code>
          </>
        )}
      </div>
    </SidePanel>
  );
}
