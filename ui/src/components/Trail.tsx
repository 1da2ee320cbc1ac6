import { Link } from '@tanstack/react-router';
import { Children, type ReactNode } from 'react';
import { useText } from '../i18n/text';
import styles from './Page.module.css';

interface TrailProps {
  home: {
    to:
      | '/releases'
      | '/templates'
      | '/portfolios'
      | '/systems'
      | '/environments'
      | '/runbooks'
      | '/bookings'
      | '/people'
      | '/policies'
      | '/admin/release-types';
    name: string;
  };
  children?: ReactNode;
}

/** Where a thing belongs, from the list it is in down to its parent. */
export function Trail({ home, children }: TrailProps) {
  const text = useText();
  return (
    <nav className={styles.trail} aria-label={text('trail.label')}>
      <Link to={home.to}>{home.name}</Link>
      {Children.toArray(children).map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the steps have no other identity than their place
        <span key={index}>
          <span aria-hidden="true">/ </span>
          {step}
        </span>
      ))}
    </nav>
  );
}
