import { useQuery } from '@tanstack/react-query';
import { useChange } from '../../api/change';
import { windowOverridesQuery, withdrawOverride } from '../../api/decisions';
import { keys } from '../../api/keys';
import type { WindowItem, WindowOverride } from '../../api/types';
import { ProblemAlert } from '../../components/ProblemAlert';
import { ReasonedButton } from '../../components/ReasonedButton';
import { TimeText } from '../../components/Time';
import { useText } from '../../i18n/text';
import styles from './WindowPanel.module.css';

/** What may go in spite of it, and what did. */
export function WindowOverrides({ window }: { window: WindowItem }) {
  const text = useText();
  const overrides = useQuery(windowOverridesQuery(window.id));
  const withdrawing = useChange({
    change: (granted: WindowOverride, key) => withdrawOverride(window.id, granted, key),
    refresh: [keys.all('windows')],
  });
  if (!overrides.data || overrides.data.length === 0) return null;
  return (
    <section className={styles.group} aria-label={text('overrides.title')}>
      <h3>{text('overrides.title')}</h3>
      {withdrawing.problem && <ProblemAlert problem={withdrawing.problem} />}
      <ul>
        {overrides.data.map((granted) => (
          <li key={granted.id}>
            <p>
              {[granted.release, granted.system, granted.environment]
                .flatMap((one) => one?.name ?? [])
                .join(' · ')}
            </p>
            <p className="faint">
              {granted.reason} · {granted.granted_by?.name ?? text('journal.system')} ·{' '}
              {text(
                granted.withdrawn_at
                  ? 'overrides.withdrawn'
                  : granted.used_by
                    ? 'overrides.used'
                    : 'overrides.open',
              )}{' '}
              · <TimeText at={granted.until} />
            </p>
            <ReasonedButton
              size="compact-sm"
              variant="default"
              loading={withdrawing.isPending}
              blockedBy={granted.withdrawn_at ? text('overrides.withdrawn') : null}
              onClick={() => withdrawing.submit(granted)}
            >
              {text('overrides.withdraw')}
            </ReasonedButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
