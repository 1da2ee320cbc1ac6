import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { PasswordCode, Person } from '../../api/types';
import { Icon } from '../../components/Icon';
import styles from '../../components/NewTokenPanel.module.css';
import { SidePanel } from '../../components/SidePanel';
import { TimeText } from '../../components/Time';
import { useText } from '../../i18n/text';

interface PasswordCodePanelProps {
  person: Person;
  issued: PasswordCode;
  onClose: () => void;
}

/** The link by which a person sets a password. This is the only moment at which anyone sees it. */
export function PasswordCodePanel({ person, issued, onClose }: PasswordCodePanelProps) {
  const text = useText();
  const clipboard = useClipboard();
  const link = `${location.origin}/password#code=${issued.code}`;
  return (
    <SidePanel title={text('people.passwordLink.title', { name: person.name })} onClose={onClose}>
      <div className={styles.secret}>
        <p>{text('people.passwordLink.once')}</p>
        <code>{link}</code>
        <Button
          leftSection={<Icon name="copy" size={14} />}
          data-autofocus
          onClick={() => clipboard.copy(link)}
        >
          {text(clipboard.copied ? 'action.copied' : 'action.copy')}
        </Button>
        <p className="faint">
          {text('people.passwordLink.until')} <TimeText at={issued.expires_at} />
        </p>
      </div>
    </SidePanel>
  );
}
