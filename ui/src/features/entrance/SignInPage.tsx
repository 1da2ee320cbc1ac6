import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { canUsePasskeys, signInWithPasskey } from '../../api/passkeys';
import { signIn } from '../../api/session';
import { entrancesQuery, goToProvider } from '../../api/signInProviders';
import type { Session } from '../../api/types';
import { CodeField } from '../../components/form/CodeField';
import { useForm } from '../../components/form/useForm';
import { PasskeyButton } from '../../components/PasskeyButton';
import { ProblemAlert } from '../../components/ProblemAlert';
import { useText } from '../../i18n/text';
import { Entrance } from './Entrance';
import styles from './SignInPage.module.css';
import { wantedPage } from './wantedPage';

/** The password was right; what is wanted further is the second factor. */
const CODE_REASONS = new Set(['code_missing', 'wrong_code']);

export function SignInPage() {
  const text = useText();
  const router = useRouter();
  const queries = useQueryClient();
  const { to, refused, password, unheard } = useSearch({ strict: false });
  const entrances = useQuery(entrancesQuery()).data ?? [];
  const goOn = (session: Session) => {
    // Nothing of whoever was here before is left.
    queries.clear();
    queries.setQueryData(keys.session, session);
    router.history.push(wantedPage(to));
  };
  const change = useChange({ change: signIn, refresh: [], onDone: goOn });
  const byPasskey = useChange({ change: (_: null) => signInWithPasskey(), refresh: [], onDone: goOn });
  const leaving = useChange({ change: goToProvider, refresh: [] });
  const form = useForm({ email: '', password: '', code: '' }, change.problem);
  const { code, ...known } = form.values;
  const codeReason = change.problem?.reasons.find((reason) => CODE_REASONS.has(reason.code))?.code;
  // Once it was asked for it stays, whatever else is wrong next.
  const [wantsCode, setWantsCode] = useState(false);
  if (codeReason && !wantsCode) setWantsCode(true);
  // That it is missing is what the field itself says.
  const problem =
    codeReason === 'code_missing' ? null : (change.problem ?? byPasskey.problem ?? leaving.problem);

  return (
    <Entrance
      title={text('signIn.title')}
      lead={text('signIn.lead')}
      onSubmit={() => {
        byPasskey.reset();
        change.submit(wantsCode && code !== '' ? form.values : known);
      }}
    >
      {refused && !problem && (
        <p role="alert" className={styles.refused}>
          {text('signIn.refused')}
        </p>
      )}
      {unheard && !problem && (
        <p role="alert" className={styles.refused}>
          {text('signIn.unheard')}
        </p>
      )}
      {password === 'set' && !problem && <p role="status">{text('signIn.passwordSet')}</p>}
      {problem && <ProblemAlert problem={problem} faults={form.otherFaults} />}
      <TextInput
        type="email"
        autoComplete="username"
        autoFocus
        label={text('field.email')}
        {...form.field('email')}
      />
      <PasswordInput
        autoComplete="current-password"
        label={text('field.password')}
        visibilityToggleButtonProps={{ 'aria-label': text('field.password.show') }}
        {...form.field('password')}
      />
      {wantsCode && <CodeField autoFocus {...form.field('code')} />}
      <Button type="submit" size="sm" loading={change.isPending}>
        {text('signIn.submit')}
      </Button>
      {canUsePasskeys() && (
        <PasskeyButton
          label={text('signIn.passkey')}
          size="sm"
          loading={byPasskey.isPending}
          onClick={() => {
            change.reset();
            byPasskey.submit(null);
          }}
        />
      )}
      {entrances.map(({ key, name }) => (
        <Button
          key={key}
          variant="default"
          size="sm"
          loading={leaving.isPending}
          onClick={() => {
            change.reset();
            byPasskey.reset();
            leaving.submit({ key, to: wantedPage(to) });
          }}
        >
          {text('signIn.by', { name })}
        </Button>
      ))}
    </Entrance>
  );
}
