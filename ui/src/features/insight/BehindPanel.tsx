import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { capacityReleases } from '../../api/insight';
import { portfolioQuery } from '../../api/organisation';
import type { CapacityMeasure, CapacityRelease } from '../../api/types';
import { StatusBadge } from '../../components/Badges';
import { PageState } from '../../components/PageState';
import { RefLink } from '../../components/RefLink';
import { SidePanel } from '../../components/SidePanel';
import { useText } from '../../i18n/text';
import { formatDay } from '../../time/format';
import styles from './BehindPanel.module.css';

interface BehindPanelProps {
  /** `<portfolio>@<Monday>`. */
  subject: string;
  measure: CapacityMeasure;
  onClose: () => void;
}

/** The releases behind one number. */
export function BehindPanel({ subject, measure, onClose }: BehindPanelProps) {
  const text = useText();
  const { locale } = useIntl();
  const [portfolio = '', week = ''] = subject.split('@');
  const name = useQuery(portfolioQuery(portfolio)).data?.name ?? portfolio;
  const query = useQuery(capacityReleases(week, portfolio, measure));
  return (
    <SidePanel title={text(`capacity.measure.${measure}`)} onClose={onClose}>
      <p className={styles.where}>
        {text('capacity.behind', { portfolio: name, day: formatDay(week, locale) })}
      </p>
      <PageState query={query}>
        {(releases) =>
          releases.length === 0 ? (
            <p>{text('capacity.behind.none')}</p>
          ) : (
            <ul className={styles.list}>
              {releases.map((one) => (
                <li key={`${one.release.id} ${one.system?.id}`}>
                  <Release one={one} />
                </li>
              ))}
            </ul>
          )
        }
      </PageState>
    </SidePanel>
  );
}

function Release({ one }: { one: CapacityRelease }) {
  const text = useText();
  const { locale } = useIntl();
  return (
    <>
      {one.system && (
        <p className={styles.system}>
          <RefLink kind="system" reference={one.system} />
        </p>
      )}
      <RefLink kind="release" reference={one.release} className={styles.name} />
      <p className={styles.note}>
        <StatusBadge status={{ name: text(`category.${one.category}`), category: one.category }} />
        {formatDay(one.first, locale)} – {formatDay(one.last, locale)}
        {one.portfolio && ` · ${one.portfolio.name}`}
      </p>
      {one.gates.length > 0 && <p className={styles.note}>{one.gates.join(' · ')}</p>}
    </>
  );
}
