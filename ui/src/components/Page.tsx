import { type ReactNode, useEffect } from 'react';
import { useText } from '../i18n/text';
import styles from './Page.module.css';
import { ViewMenu } from './ViewMenu';

interface PageProps {
  title: string;
  /** Where it belongs, above the title. */
  trail?: ReactNode;
  actions?: ReactNode;
  /** Gives the page its menu of saved views. */
  screen?: string;
  filters?: ReactNode;
  children: ReactNode;
}

export function useTitle(title: string): void {
  const text = useText();
  const whole = text('app.title', { title });
  useEffect(() => {
    document.title = whole;
  }, [whole]);
}

export function Page({ title, trail, actions, screen, filters, children }: PageProps) {
  useTitle(title);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.title}>
          {trail}
          <h1>{title}</h1>
        </div>
        {(actions || screen) && (
          <div className={styles.actions}>
            {screen && <ViewMenu screen={screen} />}
            {actions}
          </div>
        )}
      </header>
      {filters && <search className={styles.filters}>{filters}</search>}
      <div className={styles.body}>{children}</div>
    </div>
  );
}

interface SectionProps {
  title: string;
  actions?: ReactNode;
  /** Said instead of the content when there is none. */
  empty?: string | false | null;
  children?: ReactNode;
}

export function Section({ title, actions, empty, children }: SectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.sectionHead}>
        <h2>{title}</h2>
        {actions}
      </div>
      {empty ? <p className={styles.note}>{empty}</p> : children}
    </section>
  );
}

/** What there is to say of a thing as a whole, in a few lines above its sections. */
export function Facts({ children }: { children: ReactNode }) {
  return <div className={styles.facts}>{children}</div>;
}
