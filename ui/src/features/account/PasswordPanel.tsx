import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { changePassword } from '../../api/session';
import type { PasswordChange } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { orAbsent, useForm } from '../../components/form/useForm';
import { notify } from '../../components/notices';
import { useText } from '../../i18n/text';

export function PasswordPanel({ onClose }: { onClose: () => void }) {
  const text = useText();
  const [repeated, setRepeated] = useState('');
  const change = useChange({
    change: (body: PasswordChange) => changePassword(body),
    refresh: [keys.all('account'), keys.all('sessions')],
    onDone: () => {
      notify(text('password.changed'));
      onClose();
    },
  });
  const form = useForm({ current: '', password: '' }, change.problem);
  const differs = repeated !== form.values.password;
  return (
    <FormPanel
      title={text('password.change')}
      submitLabel={text('password.change')}
      onSubmit={() => change.submit(form.values)}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={
        orAbsent(form.values.current) === undefined
          ? text('password.current.missing')
          : differs
            ? text('password.differs')
            : null
      }
    >
      <PasswordInput
        label={text('password.current')}
        autoComplete="current-password"
        {...form.field('current')}
      />
      <PasswordInput
        label={text('password.new')}
        description={text('password.elsewhere')}
        autoComplete="new-password"
        {...form.field('password')}
      />
      <PasswordInput
        label={text('password.again')}
        autoComplete="new-password"
        value={repeated}
        onChange={(event) => setRepeated(event.currentTarget.value)}
      />
    </FormPanel>
  );
}
