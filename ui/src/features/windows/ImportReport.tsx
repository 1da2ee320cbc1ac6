import { useIntl } from 'react-intl';
import type { ImportedWindow, WindowImport } from '../../api/types';
import { ChangeList } from '../../components/ChangeList';
import { useText } from '../../i18n/text';
import { formatLocalSpan } from '../../time/local';
import styles from './ImportPanel.module.css';

/** What would become of a calendar: event by event, and what was not understood, by line. */
export function ImportReport({ report }: { report: WindowImport }) {
  const text = useText();
  const sums = (['created', 'changed', 'archived', 'unchanged'] as const)
    .filter((action) => report[action] > 0)
    .map((action) => text(`windows.import.${action}`, { count: report[action] }));
  return (
    <section className={styles.report} aria-label={text('windows.import.preview')} aria-live="polite">
      <h3>{sums.length > 0 ? sums.join(' · ') : text('windows.import.empty')}</h3>
      {report.remarks.length > 0 && (
        <>
          <p className={styles.label}>{text('windows.import.remarks')}</p>
          <ul className={styles.remarks}>
            {report.remarks.map(({ line, detail }) => (
              <li key={`${line} ${detail}`}>
                <span className={styles.line}>{text('windows.import.line', { line })}</span> {detail}
              </li>
            ))}
          </ul>
        </>
      )}
      <ul className={styles.items}>
        {report.items.map((item) => (
          <Event key={item.line} item={item} />
        ))}
      </ul>
    </section>
  );
}

function Event({ item }: { item: ImportedWindow }) {
  const text = useText();
  const { locale } = useIntl();
  return (
    <li>
      <span className={styles.action} data-action={item.action}>
        {text(`windows.import.${item.action}.one`)}
      </span>
      <strong>{item.name}</strong>
      <span className={styles.when}>
        {formatLocalSpan(item.start, item.end, locale)} <span className="faint">{item.zone}</span>
      </span>
      {item.recurrence && <code className={styles.rule}>{item.recurrence.replaceAll('\n', ' ')}</code>}
      <ChangeList changes={item.changes} names={{}} />
    </li>
  );
}
