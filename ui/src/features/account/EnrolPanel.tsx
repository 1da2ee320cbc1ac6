import { Button, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { beginAuthenticator, enrolAuthenticator } from '../../api/account';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import type { NewAuthenticator } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { useForm } from '../../components/form/useForm';
import { Icon } from '../../components/Icon';
import { Waiting } from '../../components/PageState';
import { ProblemAlert } from '../../components/ProblemAlert';
import { SidePanel } from '../../components/SidePanel';
import { useText } from '../../i18n/text';
import styles from './Account.module.css';
import { RecoveryCodes } from './RecoveryCodes';

interface PanelProps {
  onClose: () => void;
}

/** Shows an authenticator its secret, asks for its first code, and gives out the recovery codes. */
export function EnrolPanel({ onClose }: PanelProps) {
  const text = useText();
  const [codes, setCodes] = useState<string[] | null>(null);
  const beginning = useBegun();
  if (codes !== null) return <RecoveryCodes codes={codes} onClose={onClose} />;
  if (beginning.begun) return <ConfirmCode begun={beginning.begun} onDone={setCodes} onClose={onClose} />;
  return (
    <SidePanel title={text('authenticator.setUp')} onClose={onClose}>
      {beginning.problem ? (
        <ProblemAlert problem={beginning.problem} onRetry={beginning.begin} />
      ) : (
        <Waiting lines={3} />
      )}
    </SidePanel>
  );
}

/** A secret is made once for each time the panel opens. */
function useBegun() {
  const [begun, setBegun] = useState<NewAuthenticator | null>(null);
  const change = useChange({ change: (_: null) => beginAuthenticator(), refresh: [], onDone: setBegun });
  const isAsked = useRef(false);
  const begin = () => change.submit(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the panel opens, and not again
  useEffect(() => {
    if (isAsked.current) return;
    isAsked.current = true;
    begin();
  }, []);
  return { begun, begin, problem: change.problem };
}

interface ConfirmCodeProps extends PanelProps {
  begun: NewAuthenticator;
  onDone: (codes: string[]) => void;
}

function ConfirmCode({ begun, onDone, onClose }: ConfirmCodeProps) {
  const text = useText();
  const clipboard = useClipboard();
  const change = useChange({
    change: (code: string) => enrolAuthenticator(code),
    refresh: [keys.all('account')],
    onDone,
  });
  const form = useForm({ code: '' }, change.problem);
  const code = form.values.code.replaceAll(/\s/g, '');
  return (
    <FormPanel
      title={text('authenticator.setUp')}
      submitLabel={text('authenticator.confirm')}
      onSubmit={() => change.submit(code)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={code.length < 6 ? text('authenticator.code.missing') : null}
    >
      <p>{text('authenticator.scan')}</p>
      <Picture rows={begun.picture} label={text('authenticator.picture')} />
      <p>{text('authenticator.type')}</p>
      <code className={styles.secret}>{begun.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
      <div className={styles.buttons}>
        <Button
          variant="default"
          leftSection={<Icon name="copy" size={14} />}
          onClick={() => clipboard.copy(begun.secret)}
        >
          {text(clipboard.copied ? 'action.copied' : 'action.copy')}
        </Button>
      </div>
      <TextInput
        label={text('code.label')}
        description={text('authenticator.code.what')}
        autoComplete="one-time-code"
        inputMode="numeric"
        {...form.field('code')}
      />
    </FormPanel>
  );
}

/** Squares from the rows that the server sends, with the margin that cameras need. */
function Picture({ rows, label }: { rows: string[]; label: string }) {
  const margin = 4;
  const size = rows.length + 2 * margin;
  const path = rows
    .flatMap((row, y) =>
      [...row].map((square, x) => (square === '1' ? `M${x + margin} ${y + margin}h1v1h-1z` : '')),
    )
    .join('');
  return (
    <svg
      className={styles.picture}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
