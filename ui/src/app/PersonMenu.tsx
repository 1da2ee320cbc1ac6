import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { keys } from '../api/keys';
import { Problem } from '../api/problem';
import { queryClient } from '../api/queries';
import { signOut } from '../api/session';
import type { Session } from '../api/types';
import { Disclosure, disclosureItem, disclosureNote } from '../components/Disclosure';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/text';
import styles from './Shell.module.css';

const PreferencesPanel = lazy(async () => ({
  default: (await import('./PreferencesPanel')).PreferencesPanel,
}));

export function PersonMenu({ session }: { session: Session }) {
  const text = useText();
  const leave = useSignOut();
  const [isChoosing, setChoosing] = useState(false);
  return (
    <>
      <Disclosure
        position="right-end"
        button={(props) => (
          <button
            type="button"
            className={styles.item}
            aria-label={text('person.menu', { name: session.person.name })}
            {...props}
          >
            <Icon name="people" />
            {session.person.name}
          </button>
        )}
      >
        {(shut) => (
          <>
            <span className={disclosureNote}>{session.person.email}</span>
            <Link to="/account" className={disclosureItem} onClick={shut}>
              {text('account.title')}
            </Link>
            <button
              type="button"
              className={disclosureItem}
              onClick={() => {
                shut();
                setChoosing(true);
              }}
            >
              {text('preferences.title')}
            </button>
            <button type="button" className={disclosureItem} onClick={() => void leave()}>
              {text('person.signOut')}
            </button>
          </>
        )}
      </Disclosure>
      <Suspense>
        {isChoosing && <PreferencesPanel person={session.person.id} onClose={() => setChoosing(false)} />}
      </Suspense>
    </>
  );
}

export function useSignOut(): () => Promise<void> {
  const navigate = useNavigate();
  return async () => {
    // Nothing one person read may be left for the next one at this browser, whether the server hears of it or not.
    const isUnheard = await signOut().then(
      () => false,
      (problem: unknown) => !(problem instanceof Problem && problem.isSignedOut),
    );
    queryClient.clear();
    // Who may still be signed in at the server is not let in again by merely going back.
    if (isUnheard) queryClient.setQueryData(keys.session, null);
    await navigate({ to: '/sign-in', search: isUnheard ? { unheard: 'sign-out' } : {} });
  };
}
