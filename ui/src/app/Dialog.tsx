import { type ReactNode, useEffect, useRef } from 'react';
import styles from './Dialog.module.css';

interface DialogProps {
  label: string;
  onClose: () => void;
  isWide?: boolean;
  children: ReactNode;
}

/** The browser's own dialog: it keeps focus inside, closes on Escape and gives focus back. */
export function Dialog({ label, onClose, isWide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape, which the browser handles, is the key for it
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-label={label}
      data-wide={isWide || undefined}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {children}
    </dialog>
  );
}
