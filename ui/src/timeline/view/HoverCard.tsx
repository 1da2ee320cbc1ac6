import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import styles from './HoverCard.module.css';

/** A place in the window, in CSS pixels: the card goes below `bottom`, or above `top` where that is too low. */
export interface Anchor {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

interface HoverCardProps {
  id: string;
  anchor: Anchor;
  onEnter: () => void;
  onLeave: () => void;
  children: ReactNode;
}

const MARGIN = 8;
const GAP = 6;

/** More about what one points at or has focused; it may be pointed at itself, so that its text can be read at ease. */
export function HoverCard({ id, anchor, onEnter, onLeave, children }: HoverCardProps) {
  const card = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const element = card.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    const left = Math.max(MARGIN, Math.min(anchor.x + 12, window.innerWidth - width - MARGIN));
    const below = anchor.bottom + GAP;
    const top =
      below + height + MARGIN <= window.innerHeight ? below : Math.max(MARGIN, anchor.top - GAP - height);
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  });

  return createPortal(
    <div
      ref={card}
      id={id}
      role="tooltip"
      className={styles.card}
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
    >
      {children}
    </div>,
    document.body,
  );
}
