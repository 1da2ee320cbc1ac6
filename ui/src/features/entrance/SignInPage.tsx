import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { signIn } from '../../api/session';
import { useForm } from '../../components/form/useForm';
import { ProblemAlert } from '../../components/ProblemAlert';
import { useText } from '../../i18n/text';
import { Entrance } from './Entrance';
import { wantedPage } from './wantedPage';

export function SignInPage() {
  const text = useText();
  const router = useRouter();
  const queries = useQueryClient();
  const { to } = useSearch({ strict: false });
  const change = useChange({
    change: signIn,
    refresh: [],
    onDone: (session) => {
      queries.setQueryData(keys.session, session);
      router.history.push(wantedPage(to));
    },
  });
  const form = useForm({ email: '', password: '' }, change.problem);

  return (
    <Entrance
      title={text('signIn.title')}
      lead={text('signIn.lead')}
      onSubmit={() => change.submit(form.values)}
    >
      {change.problem && <ProblemAlert problem={change.problem} faults={form.otherFaults} />}
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
      <Button type="submit" size="sm" loading={change.isPending}>
        {text('signIn.submit')}
      </Button>
    </Entrance>
  );
}
