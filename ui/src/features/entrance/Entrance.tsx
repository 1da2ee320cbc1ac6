import type { ReactNode } from 'react';
import { useTitle } from '../../components/Page';
import { useText } from '../../i18n/text';
import styles from './Entrance.module.css';

interface EntranceProps {
  title: string;
  lead: string;
  onSubmit: () => void;
  children: ReactNode;
}

/** The look of the pages before the door. */
export function Entrance({ title, lead, onSubmit, children }: EntranceProps) {
  const text = useText();
  useTitle(title);
  return (
    <main className={styles.screen}>
      <div className={styles.card}>
        <p className={styles.brand}>
          <img src="/favicon.svg" alt="" width={20} height={20} />
          {text('app.name')}
        </p>
        <h1>{title}</h1>
        <p className={styles.lead}>{lead}</p>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {children}
        </form>
      </div>
    </main>
  );
}
