import { Popover } from '@mantine/core';
import { type ReactElement, type ReactNode, useState } from 'react';
import styles from './Disclosure.module.css';

interface DisclosureProps {
  /** The button that opens it; it is told whether it is open. */
  button: (props: { onClick: () => void; 'aria-expanded': boolean }) => ReactElement;
  position?: 'bottom-end' | 'top-end' | 'right-end';
  /** Called with what closes it, for things that are done once chosen. */
  children: (close: () => void) => ReactNode;
}

/** A few more controls behind a button. Plain buttons and links, reached with Tab, closed with Escape. */
export function Disclosure({ button, position = 'bottom-end', children }: DisclosureProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position={position} trapFocus returnFocus withRoles={false}>
      <Popover.Target>{button({ onClick: () => setOpen(!isOpen), 'aria-expanded': isOpen })}</Popover.Target>
      <Popover.Dropdown className={styles.dropdown}>{children(() => setOpen(false))}</Popover.Dropdown>
    </Popover>
  );
}

export const disclosureItem = styles.item;
export const disclosureNote = styles.note;
