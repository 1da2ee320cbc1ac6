import { ActionIcon } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useText } from '../i18n/text';
import { Icon } from './Icon';
import { PANEL_SLOT } from './panelSlot';
import styles from './SidePanel.module.css';

interface SidePanelProps {
  title: string;
  onClose: () => void;
  /** Where the reader goes on: in its first field, at its title, or where they are. */
  focus?: 'field' | 'title' | 'nowhere';
  children: ReactNode;
}

/** Detail beside the page, never over it (a phone has no beside). Escape closes it; focus goes back where it was. */
export function SidePanel({ title, onClose, focus = 'field', children }: SidePanelProps) {
  const text = useText();
  const heading = useId();
  const panel = useRef<HTMLElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it opens
  useEffect(() => {
    const before = document.activeElement;
    const find = (wanted: string) => panel.current?.querySelector<HTMLElement>(wanted);
    if (focus === 'title') find('h2')?.focus();
    if (focus === 'field') (find('[data-autofocus]') ?? find('input, textarea, select, h2'))?.focus();
    return () => {
      // Whoever went on elsewhere meanwhile stays there.
      const isElsewhere = focus !== 'field' && document.activeElement !== document.body;
      if (!isElsewhere && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  const slot = document.getElementById(PANEL_SLOT);
  if (slot === null) return null;
  return createPortal(
    <aside
      ref={panel}
      className={styles.panel}
      aria-labelledby={heading}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <div className={styles.head}>
        <h2 id={heading} tabIndex={-1}>
          {title}
        </h2>
        <ActionIcon onClick={onClose} aria-label={text('action.close')}>
          <Icon name="close" />
        </ActionIcon>
      </div>
      <div className={styles.body}>{children}</div>
    </aside>,
    slot,
  );
}
