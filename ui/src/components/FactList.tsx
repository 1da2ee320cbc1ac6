import type { ReactNode } from 'react';
import { useText } from '../i18n/text';
import styles from './FactList.module.css';

/** What a thing is for, and what is known of it by name. */
export function FactList({ description, children }: { description?: string; children: ReactNode }) {
  return (
    <div className={styles.facts}>
      {description && <p>{description}</p>}
      <dl>{children}</dl>
    </div>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  const text = useText();
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children || <span className="faint">{text('value.none')}</span>}</dd>
    </div>
  );
}
