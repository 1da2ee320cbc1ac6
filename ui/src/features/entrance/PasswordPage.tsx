import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { setPassword } from '../../api/session';
import { useForm } from '../../components/form/useForm';
import { ProblemAlert } from '../../components/ProblemAlert';
import { useText } from '../../i18n/text';
import { codeInAddress } from './codeInAddress';
import { Entrance } from './Entrance';

/** Where somebody sets a password with the code that an administrator made for them. No page leads here. */
export function PasswordPage() {
  const { hash } = useLocation();
  return <SetPassword key={hash} code={codeInAddress(hash)} />;
}

function SetPassword({ code }: { code: string }) {
  const text = useText();
  const navigate = useNavigate();
  const [isRepeatedWrong, setRepeatedWrong] = useState(false);
  const [repeated, setRepeated] = useState('');
  const change = useChange({
    change: setPassword,
    refresh: [],
    onDone: () => void navigate({ to: '/sign-in', search: { password: 'set' } }),
  });
  const form = useForm({ code, password: '' }, change.problem);
  return (
    <Entrance
      title={text('firstPassword.title')}
      lead={text('firstPassword.lead')}
      onSubmit={() => {
        const differs = repeated !== form.values.password;
        setRepeatedWrong(differs);
        if (!differs) change.submit(form.values);
      }}
    >
      {change.problem && <ProblemAlert problem={change.problem} faults={form.otherFaults} />}
      <TextInput autoComplete="off" label={text('code.label')} {...form.field('code')} />
      <PasswordInput
        autoFocus
        autoComplete="new-password"
        label={text('password.new')}
        description={text('firstPassword.what')}
        visibilityToggleButtonProps={{ 'aria-label': text('field.password.show') }}
        {...form.field('password')}
      />
      <PasswordInput
        autoComplete="new-password"
        label={text('password.again')}
        visibilityToggleButtonProps={{ 'aria-label': text('field.password.show') }}
        value={repeated}
        onChange={(event) => setRepeated(event.currentTarget.value)}
        error={isRepeatedWrong && repeated !== form.values.password && text('password.differs')}
      />
      <Button type="submit" size="sm" loading={change.isPending}>
        {text('firstPassword.submit')}
      </Button>
    </Entrance>
  );
}
