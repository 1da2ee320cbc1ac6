import { Button } from '@mantine/core';
import { removeAuthenticator } from '../../api/account';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import type { Account } from '../../api/types';
import { notify } from '../../components/notices';
import { Section } from '../../components/Page';
import { ProblemAlert } from '../../components/ProblemAlert';
import { RemoveButton } from '../../components/RemoveButton';
import { TimeText } from '../../components/Time';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import styles from './Account.module.css';

/** The authenticator, and the codes for when it is gone. */
export function SecondFactor({ account }: { account: Account }) {
  const text = useText();
  const panel = usePanel();
  const removing = useChange({
    change: (_: null) => removeAuthenticator(),
    refresh: [keys.all('account')],
    onDone: () => notify(text('authenticator.removed')),
  });
  const since = account.authenticator_since;
  return (
    <Section
      title={text('authenticator.title')}
      actions={
        <div className={styles.buttons}>
          {since === null ? (
            <Button variant="default" onClick={() => panel.open('authenticator')}>
              {text('authenticator.setUp')}
            </Button>
          ) : (
            <>
              <Button variant="default" onClick={() => panel.open('codes')}>
                {text('recovery.renew')}
              </Button>
              <RemoveButton
                name={text('authenticator.title')}
                isPending={removing.isPending}
                onRemove={() => removing.submit(null)}
              />
            </>
          )}
        </div>
      }
    >
      <div className={styles.note}>
        {removing.problem && <ProblemAlert problem={removing.problem} />}
        {since === null ? (
          <p>{text('authenticator.none')}</p>
        ) : (
          <>
            <p>
              {text('authenticator.since')} <TimeText at={since} />
            </p>
            <p>{text('recovery.left', { count: account.recovery_codes })}</p>
          </>
        )}
      </div>
    </Section>
  );
}
