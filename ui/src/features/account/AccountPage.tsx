import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { accountQuery } from '../../api/account';
import { Page, Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { TimeText } from '../../components/Time';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import styles from './Account.module.css';
import { DelegationsSection } from './Delegations';
import { EnrolPanel } from './EnrolPanel';
import { PasskeyPanel, PasskeysSection } from './Passkeys';
import { PasswordPanel } from './PasswordPanel';
import { RecoveryCodesPanel } from './RecoveryCodesPanel';
import { SecondFactor } from './SecondFactor';
import { Sessions } from './Sessions';

/** How one signs in, and where one is signed in. */
export function AccountPage() {
  const text = useText();
  const panel = usePanel();
  const account = useQuery(accountQuery());
  return (
    <Page title={text('account.title')}>
      <PageState query={account}>
        {(known) => (
          <>
            <Section
              title={text('field.password')}
              actions={
                known.password_set_at && (
                  <Button variant="default" onClick={() => panel.open('password')}>
                    {text('password.change')}
                  </Button>
                )
              }
            >
              <p className={styles.note}>
                {known.password_set_at ? (
                  <>
                    {text('account.password.since')} <TimeText at={known.password_set_at} />
                  </>
                ) : (
                  text('account.password.none')
                )}
              </p>
            </Section>
            <PasskeysSection />
            <SecondFactor account={known} />
            <Sessions />
            <DelegationsSection />
          </>
        )}
      </PageState>
      {panel.name === 'password' && <PasswordPanel onClose={panel.close} />}
      {panel.name === 'passkey' && <PasskeyPanel onClose={panel.close} />}
      {panel.name === 'authenticator' && <EnrolPanel onClose={panel.close} />}
      {panel.name === 'codes' && <RecoveryCodesPanel onClose={panel.close} />}
    </Page>
  );
}
