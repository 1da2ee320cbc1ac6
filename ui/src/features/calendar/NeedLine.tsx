import { Icon } from '../../components/Icon';
import { useText } from '../../i18n/text';
import styles from './NeedLine.module.css';
import type { Need } from './needs';

/** One release that is needed, or that needs this one, and what is wrong with that. */
export function NeedLine({ need }: { need: Need }) {
  const text = useText();
  const { way, other, hard, trouble } = need;
  return (
    <span className={styles.line} data-trouble={trouble ?? undefined}>
      <Icon name={trouble ? 'alert' : 'link'} size={12} />
      <span>
        {other.name}{' '}
        <span className={styles.kind}>{text(hard ? 'calendar.need.hard' : 'calendar.need.soft')}</span>
        {trouble && (
          <span className={styles.trouble}>
            {' '}
            · {text(way === 'need' ? `calendar.need.${trouble}` : `calendar.neededBy.${trouble}`)}
          </span>
        )}
      </span>
    </span>
  );
}
