import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { Problem } from '../../api/problem';
import type { WindowDraft } from '../../api/types';
import { windowPreview } from '../../api/windows';
import { useText } from '../../i18n/text';
import { formatLocalSpan } from '../../time/local';
import styles from './WindowPanel.module.css';

const DEBOUNCE_MS = 300;
const SHOWN = 5;

/** The next times it would come, as the server works them out from what is being typed. */
export function WindowTimes({ draft }: { draft: WindowDraft | null }) {
  const text = useText();
  const { locale } = useIntl();
  const [asked] = useDebouncedValue(draft, DEBOUNCE_MS);
  const found = useQuery({ ...windowPreview(asked ?? { start: '', end: '' }), enabled: asked !== null });
  const fault = found.error instanceof Problem ? (found.error.faults[0]?.detail ?? found.error.detail) : null;
  const times = found.data?.items.slice(0, SHOWN) ?? [];
  return (
    <section aria-label={text('windows.next')} aria-live="polite">
      <p className={styles.label}>{text('windows.next')}</p>
      {draft === null && <p className="faint">{text('windows.next.none')}</p>}
      {draft !== null && fault !== null && <p className="faint">{fault}</p>}
      {draft !== null && fault === null && (
        <ol className={styles.times}>
          {times.map(({ start, end }) => (
            <li key={start}>{formatLocalSpan(start, end, locale)}</li>
          ))}
          {found.data && (found.data.items.length > SHOWN || !found.data.complete) && (
            <li className="faint">{text('windows.next.more')}</li>
          )}
        </ol>
      )}
    </section>
  );
}
