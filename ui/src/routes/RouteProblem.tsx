import type { ErrorComponentProps } from '@tanstack/react-router';
import { useRouter } from '@tanstack/react-router';
import { Problem } from '../api/problem';
import { ProblemAlert } from '../components/ProblemAlert';
import { useText } from '../i18n/text';

/** What is left when a page could not even start: the server's problem, or a fault of this program. */
export function RouteProblem({ error, reset }: ErrorComponentProps) {
  const text = useText();
  const router = useRouter();
  const problem =
    error instanceof Problem
      ? error
      : new Problem({
          type: 'about:blank',
          status: 0,
          title: text('problem.page.title'),
          detail: text('problem.page.detail', { message: String(error) }),
        });
  return (
    <div style={{ padding: 16 }}>
      <ProblemAlert
        problem={problem}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </div>
  );
}
