import type { ReactNode } from 'react';
import { Problem } from '../api/problem';
import { type TextId, useText } from '../i18n/text';
import styles from './PageState.module.css';
import { ProblemAlert } from './ProblemAlert';

interface Loadable<Data> {
  data: Data | undefined;
  error: Error | null;
  isPending: boolean;
  refetch: () => unknown;
}

interface PageStateProps<Data> {
  query: Loadable<Data>;
  /** What to say when the thing does not exist or may not be seen. */
  notFound?: TextId;
  children: (data: Data) => ReactNode;
}

/** What a page shows while it waits, when it fails and when there is nothing; what was read stays on screen. */
export function PageState<Data>({ query, notFound = 'state.notFound', children }: PageStateProps<Data>) {
  const problem = query.error instanceof Problem ? query.error : null;
  const alert = problem && !problem.isSignedOut && (
    <div className={styles.problem}>
      <ProblemAlert problem={problem} onRetry={() => void query.refetch()} />
    </div>
  );
  if (query.data !== undefined) {
    return (
      <>
        {alert}
        {children(query.data)}
      </>
    );
  }
  if (problem?.isNotFound) return <NotFound text={notFound} />;
  if (query.error !== null && problem === null) throw query.error;
  return alert || <Waiting />;
}

export function Waiting({ lines = 8 }: { lines?: number }) {
  const text = useText();
  const bones = Array.from({ length: lines }, (_, index) => index);
  return (
    <div role="status" className={styles.waiting}>
      <span className="visually-hidden">{text('state.loading')}</span>
      {bones.map((bone) => (
        <div key={bone} className={styles.bone} />
      ))}
    </div>
  );
}

export function NotFound({ text: id = 'state.notFound' }: { text?: TextId }) {
  const text = useText();
  return (
    <div className={styles.message}>
      <h1>{text('state.notFound.title')}</h1>
      <p>{text(id)}</p>
    </div>
  );
}

interface EmptyStateProps {
  title: string;
  /** What to do next. */
  detail: string;
  action?: ReactNode;
}

export function EmptyState({ title, detail, action }: EmptyStateProps) {
  return (
    <div className={styles.message}>
      <h2>{title}</h2>
      <p>{detail}</p>
      {action}
    </div>
  );
}
