import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { accessQuery, endSession, issuePasswordCode, resetSecondFactor } from '../../api/account';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { revokeToken } from '../../api/organisation';
import type { OpenSession, PasswordCode, Person, PersonAccess } from '../../api/types';
import { NewTokenPanel } from '../../components/NewTokenPanel';
import { notify } from '../../components/notices';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PasskeyTable } from '../../components/PasskeyTable';
import { ProblemAlert } from '../../components/ProblemAlert';
import { RemoveButton } from '../../components/RemoveButton';
import { SessionTable } from '../../components/SessionTable';
import { TimeText } from '../../components/Time';
import { TokenTable } from '../../components/TokenTable';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { PasswordCodePanel } from './PasswordCodePanel';
import styles from './PersonAccess.module.css';

/** How a person signs in; whoever does not administer the installation is told nothing. */
export function PersonAccessSections({ person }: { person: Person }) {
  const access = useQuery({ ...accessQuery(person.id), retry: false });
  if (access.data === undefined && access.error !== null) return null;
  return <PageState query={access}>{(known) => <Sections person={person} access={known} />}</PageState>;
}

function Sections({ person, access }: { person: Person; access: PersonAccess }) {
  const text = useText();
  const panel = usePanel();
  const refresh = [keys.part('people', person.id, 'access')];
  const ending = useChange({ change: (session: OpenSession) => endSession(session.id), refresh });
  const revoking = useChange({ change: (id: string) => revokeToken(id), refresh });
  return (
    <>
      {!person.service && <SignIn person={person} access={access} />}
      {!person.service && (
        <Section title={text('sessions.title')} empty={access.sessions.length === 0 && text('sessions.none')}>
          {ending.problem && <ProblemAlert problem={ending.problem} />}
          <SessionTable sessions={access.sessions} isPending={ending.isPending} onEnd={ending.submit} />
        </Section>
      )}
      <Section
        title={text('nav.tokens')}
        actions={
          person.service &&
          !person.archived_at && (
            <Button variant="default" onClick={() => panel.open('token')}>
              {text('tokens.new')}
            </Button>
          )
        }
        empty={access.tokens.length === 0 && text(person.service ? 'machines.noToken' : 'tokens.none')}
      >
        {revoking.problem && <ProblemAlert problem={revoking.problem} />}
        <TokenTable tokens={access.tokens} isPending={revoking.isPending} onRevoke={revoking.submit} />
      </Section>
      {panel.name === 'token' && <NewTokenPanel machine={person} onClose={panel.close} />}
    </>
  );
}

function SignIn({ person, access: { account, passkeys } }: { person: Person; access: PersonAccess }) {
  const text = useText();
  const resetting = useChange({
    change: (id: string) => resetSecondFactor(id),
    refresh: [keys.part('people', person.id, 'access')],
    onDone: () => notify(text('people.reset.done', { name: person.name })),
  });
  const [issued, setIssued] = useState<PasswordCode | null>(null);
  const issuing = useChange({
    change: (id: string) => issuePasswordCode(id),
    refresh: [],
    onDone: setIssued,
  });
  return (
    <>
      {issuing.problem && <ProblemAlert problem={issuing.problem} />}
      {issued && <PasswordCodePanel person={person} issued={issued} onClose={() => setIssued(null)} />}
      <Section
        title={text('people.signIn')}
        actions={
          <>
            {!person.archived_at && (
              <Button variant="default" loading={issuing.isPending} onClick={() => issuing.submit(person.id)}>
                {text('people.passwordLink')}
              </Button>
            )}
            {(account.authenticator_since || passkeys.length > 0) && (
              <RemoveButton
                name={text('people.secondFactor')}
                verb="reset"
                isPending={resetting.isPending}
                onRemove={() => resetting.submit(person.id)}
              />
            )}
          </>
        }
        empty={account.password_set_at === null && passkeys.length === 0 && text('people.noPassword')}
      >
        {resetting.problem && <ProblemAlert problem={resetting.problem} />}
        <dl className={styles.pairs}>
          {account.password_set_at && (
            <div>
              <dt>{text('field.password')}</dt>
              <dd>
                <TimeText at={account.password_set_at} />
              </dd>
            </div>
          )}
          <div>
            <dt>{text('authenticator.title')}</dt>
            <dd>
              {account.authenticator_since ? (
                <>
                  {text('authenticator.since')} <TimeText at={account.authenticator_since} />
                  {' · '}
                  {text('recovery.left', { count: account.recovery_codes })}
                </>
              ) : (
                text('people.noSecondFactor')
              )}
            </dd>
          </div>
        </dl>
        {passkeys.length > 0 && <PasskeyTable passkeys={passkeys} />}
      </Section>
    </>
  );
}
