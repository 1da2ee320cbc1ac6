import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { signOut } from '../api/session';
import type { Session } from '../api/types';
import { Disclosure, disclosureItem, disclosureNote } from '../components/Disclosure';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/text';
import styles from './Shell.module.css';

export function PersonMenu({ session }: { session: Session }) {
  const text = useText();
  const leave = useSignOut();
  return (
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
      {() => (
        <>
          <span className={disclosureNote}>{session.person.email}</span>
          <button type="button" className={disclosureItem} onClick={() => void leave()}>
            {text('person.signOut')}
          </button>
        </>
      )}
    </Disclosure>
  );
}

export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await signOut();
    // Nothing one person read may be left for the next one at this browser.
    queries.clear();
    await navigate({ to: '/sign-in' });
  };
}
