import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { setUp } from '../../api/session';
import { useForm } from '../../components/form/useForm';
import { ProblemAlert } from '../../components/ProblemAlert';
import { useText } from '../../i18n/text';
import { Entrance } from './Entrance';

export function SetupPage() {
  const text = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { code } = useSearch({ strict: false });
  const change = useChange({
    change: setUp,
    refresh: [],
    onDone: (session) => {
      queries.setQueryData(keys.session, session);
      void navigate({ to: '/' });
    },
  });
  const form = useForm(
    { code: code ?? '', organisation: '', name: '', email: '', password: '' },
    change.problem,
  );

  return (
    <Entrance
      title={text('setup.title')}
      lead={text('setup.lead')}
      onSubmit={() => change.submit(form.values)}
    >
      {change.problem && <ProblemAlert problem={change.problem} faults={form.otherFaults} />}
      <TextInput
        label={text('setup.code')}
        description={text('setup.code.where')}
        autoComplete="off"
        {...form.field('code')}
      />
      <TextInput
        label={text('setup.organisation')}
        description={text('setup.organisation.why')}
        autoComplete="organization"
        {...form.field('organisation')}
      />
      <TextInput label={text('setup.name')} autoComplete="name" {...form.field('name')} />
      <TextInput type="email" label={text('field.email')} autoComplete="username" {...form.field('email')} />
      <PasswordInput
        label={text('field.password')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': text('field.password.show') }}
        {...form.field('password')}
      />
      <Button type="submit" size="sm" loading={change.isPending}>
        {text('setup.submit')}
      </Button>
    </Entrance>
  );
}
