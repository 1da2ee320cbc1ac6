import { PasswordInput } from '@mantine/core';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { accountQuery } from '../../api/account';
import { canUsePasskeys, passkeyList } from '../../api/passkeys';
import { Problem } from '../../api/problem';
import type { ApprovalVerdict, Statement } from '../../api/types';
import { useText } from '../../i18n/text';
import { CodeField } from '../form/CodeField';
import type { Form } from '../form/useForm';
import { Waiting } from '../PageState';
import { PasskeyButton } from '../PasskeyButton';
import { ProblemAlert } from '../ProblemAlert';
import { StatementText } from './ApprovalList';
import styles from './Gates.module.css';

interface SignatureFieldsProps {
  drawn: UseQueryResult<Statement>;
  /** What would be signed now; nothing while it is drawn up anew. */
  statement: Statement | undefined;
  verdict: ApprovalVerdict;
  form: Form<{ comment: string; password: string; code: string }>;
  blockedBy: string | null;
  isPending: boolean;
  autoFocus: boolean;
  onPasskey: () => void;
}

/** The text that is signed, to be read first, and how whoever signs shows that it is them. */
export function SignatureFields(props: SignatureFieldsProps) {
  const { drawn, statement, verdict, form } = props;
  const text = useText();
  const account = useQuery(accountQuery()).data;
  const passkeys = useQuery(passkeyList()).data ?? [];
  const shown = statement ?? drawn.data;
  const problem = drawn.error instanceof Problem ? drawn.error : null;
  const section = useRef<HTMLElement>(null);
  const hasText = shown !== undefined;
  // The text comes above the field that whoever is about to sign is in already, and pushes it out of sight.
  useEffect(() => {
    const here = section.current;
    if (hasText && here?.contains(document.activeElement)) {
      here.closest('form')?.scrollIntoView({ block: 'end' });
    }
  }, [hasText]);
  return (
    <section ref={section} className={styles.signature} aria-label={text('approvals.youSign')}>
      <h3>{text('approvals.youSign')}</h3>
      <p className="faint">{text(`approvals.means.${verdict}`)}</p>
      {problem && <ProblemAlert problem={problem} onRetry={() => void drawn.refetch()} />}
      {shown && <StatementText text={shown.text} digest={shown.digest} />}
      {!shown && !problem && <Waiting lines={3} />}
      <PasswordInput
        autoComplete="current-password"
        label={text('field.password')}
        description={text('approvals.password.why')}
        visibilityToggleButtonProps={{ 'aria-label': text('field.password.show') }}
        autoFocus={props.autoFocus}
        {...form.field('password')}
      />
      {account?.authenticator_since && <CodeField {...form.field('code')} />}
      {passkeys.length > 0 && canUsePasskeys() && !props.blockedBy && (
        <PasskeyButton
          label={text('approvals.passkey')}
          loading={props.isPending}
          onClick={props.onPasskey}
        />
      )}
    </section>
  );
}
