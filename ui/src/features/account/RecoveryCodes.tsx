import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Icon } from '../../components/Icon';
import { SidePanel } from '../../components/SidePanel';
import { saveFile } from '../../components/saveFile';
import { useText } from '../../i18n/text';
import styles from './Account.module.css';

/** The only moment at which anyone sees them. */
export function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const text = useText();
  const clipboard = useClipboard();
  const written = `${codes.join('\n')}\n`;
  return (
    <SidePanel title={text('recovery.title')} onClose={onClose}>
      <div className={styles.steps}>
        <p>{text('recovery.once')}</p>
        <ul className={styles.codes} aria-label={text('recovery.title')}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <div className={styles.buttons}>
          <Button
            data-autofocus
            leftSection={<Icon name="download" size={14} />}
            onClick={() =>
              saveFile('signalbox-recovery-codes.txt', new Blob([written], { type: 'text/plain' }))
            }
          >
            {text('recovery.download')}
          </Button>
          <Button
            variant="default"
            leftSection={<Icon name="copy" size={14} />}
            onClick={() => clipboard.copy(written)}
          >
            {text(clipboard.copied ? 'action.copied' : 'action.copy')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text('recovery.kept')}
          </Button>
        </div>
      </div>
    </SidePanel>
  );
}
