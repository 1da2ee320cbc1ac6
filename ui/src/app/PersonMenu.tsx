import { Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { signOut } from '../api/session';
import type { Session } from '../api/types';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/text';
import styles from './Shell.module.css';

export function PersonMenu({ session }: { session: Session }) {
  const text = useText();
  const leave = useSignOut();
  return (
    <Menu position="right-end" width={240}>
      <Menu.Target>
        <button
          type="button"
          className={styles.item}
          aria-label={text('person.menu', { name: session.person.name })}
        >
          <Icon name="people" />
          {session.person.name}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session.person.email}</Menu.Label>
        <Menu.Item onClick={() => void leave()}>{text('person.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
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
