import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../../i18n/text';
import styles from './form.module.css';
import type { Form } from './useForm';

/** The code of an authenticator, or the recovery code of someone who is without it. */
export function CodeField(props: ReturnType<Form<{ code: string }>['field']> & { autoFocus?: boolean }) {
  const text = useText();
  const [isRecovery, setRecovery] = useState(false);
  return (
    <div>
      <TextInput
        autoComplete={isRecovery ? 'off' : 'one-time-code'}
        inputMode={isRecovery ? 'text' : 'numeric'}
        label={text(isRecovery ? 'code.recovery' : 'code.label')}
        description={text(isRecovery ? 'code.recovery.what' : 'code.what')}
        {...props}
      />
      <button type="button" className={styles.other} onClick={() => setRecovery(!isRecovery)}>
        {text(isRecovery ? 'code.useAuthenticator' : 'code.useRecovery')}
      </button>
    </div>
  );
}
