import { Button, PasswordInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { accountQuery } from '../api/account';
import { useChange } from '../api/change';
import { isConfirmationWanted, onConfirmation, settleConfirmation } from '../api/confirmation';
import { keys } from '../api/keys';
import { canUsePasskeys, confirmWithPasskey, passkeyList } from '../api/passkeys';
import { confirmSession } from '../api/session';
import type { Session } from '../api/types';
import { CodeField } from '../components/form/CodeField';
import { useForm } from '../components/form/useForm';
import { PasskeyButton } from '../components/PasskeyButton';
import { ProblemAlert } from '../components/ProblemAlert';
import { useText } from '../i18n/text';
import styles from './ConfirmDialog.module.css';
import { Dialog } from './Dialog';

/** Asks who sits there when a request waits for it; nothing else in the program has to know. */
export function ConfirmDialog() {
  return useSyncExternalStore(onConfirmation, isConfirmationWanted) ? <Confirm /> : null;
}

function Confirm() {
  const text = useText();
  const queries = useQueryClient();
  const account = useQuery(accountQuery()).data;
  const passkeys = useQuery(passkeyList()).data ?? [];
  const goOn = (session: Session) => {
    queries.setQueryData(keys.session, session);
    settleConfirmation(true);
  };
  const change = useChange({ change: confirmSession, refresh: [], onDone: goOn });
  const byPasskey = useChange({ change: (_: null) => confirmWithPasskey(), refresh: [], onDone: goOn });
  const problem = change.problem ?? byPasskey.problem;
  const form = useForm({ password: '', code: '' }, change.problem);
  const { password, code } = form.values;
  const cancel = () => settleConfirmation(false);
  return (
    <Dialog label={text('confirm.title')} onClose={cancel}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          byPasskey.reset();
          if (!change.isPending) change.submit(code === '' ? { password } : { password, code });
        }}
      >
        <h2>{text('confirm.title')}</h2>
        <p>{text('confirm.why')}</p>
        {problem && problem.faults.length === 0 && <ProblemAlert problem={problem} />}
        <PasswordInput
          autoComplete="current-password"
          label={text('field.password')}
          visibilityToggleButtonProps={{ 'aria-label': text('field.password.show') }}
          {...form.field('password')}
        />
        {account?.authenticator_since && <CodeField {...form.field('code')} />}
        <div className={styles.actions}>
          <Button type="submit" loading={change.isPending}>
            {text('confirm.submit')}
          </Button>
          {passkeys.length > 0 && canUsePasskeys() && (
            <PasskeyButton
              label={text('confirm.passkey')}
              loading={byPasskey.isPending}
              onClick={() => {
                change.reset();
                byPasskey.submit(null);
              }}
            />
          )}
          <Button variant="default" onClick={cancel}>
            {text('action.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
