import { useIntl } from 'react-intl';
import type { Change } from '../api/types';
import { useText } from '../i18n/text';
import styles from './ChangeList.module.css';
import { changeText, type Names } from './changeText';

/** Field by field, before and after. */
export function ChangeList({ changes, names }: { changes: Change[]; names: Names }) {
  const text = useText();
  const { locale } = useIntl();
  if (changes.length === 0) return null;
  const shown = (value: unknown) => changeText(value, locale, names) ?? text('value.empty');
  return (
    <ul className={styles.changes}>
      {changes.map((change) => (
        <li key={change.field}>
          <span className={styles.field}>{change.field.replaceAll('_', ' ')}</span>
          {change.before !== null && <del>{shown(change.before)}</del>}
          <span className="visually-hidden">{text('change.to')}</span>
          <ins>{shown(change.after)}</ins>
        </li>
      ))}
    </ul>
  );
}
