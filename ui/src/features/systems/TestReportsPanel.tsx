import { useInfiniteQuery } from '@tanstack/react-query';
import { testReportsQuery } from '../../api/catalog';
import type { TestReport } from '../../api/types';
import { PlainBadge } from '../../components/Badges';
import styles from '../../components/gates/Gates.module.css';
import { EmptyState, PageState } from '../../components/PageState';
import { RefLink } from '../../components/RefLink';
import { ShowMore } from '../../components/ShowMore';
import { SidePanel } from '../../components/SidePanel';
import { TimeText } from '../../components/Time';
import { useText } from '../../i18n/text';

const PASSED = { icon: 'check', tone: 'good' } as const;
const FAILED = { icon: 'blocked', tone: 'bad' } as const;

interface TestReportsPanelProps {
  system: string;
  /** The version by its id. */
  version: string;
  /** Its number, when it is among those that were read. */
  number: string | undefined;
  onClose: () => void;
}

/** What suites of tests found in a version, the latest first. */
export function TestReportsPanel({ system, version, number, onClose }: TestReportsPanelProps) {
  const text = useText();
  const reports = useInfiniteQuery(testReportsQuery(system, version));
  const title = number === undefined ? text('tests.title') : text('tests.of', { number });
  return (
    <SidePanel title={title} onClose={onClose} focus="title">
      <PageState query={reports}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={text('tests.none')} detail={text('tests.none.next')} />
          ) : (
            <>
              <ul className={styles.cards} aria-label={title}>
                {items.map((report) => (
                  <ReportCard key={report.id} {...report} />
                ))}
              </ul>
              <ShowMore pages={reports} />
            </>
          )
        }
      </PageState>
    </SidePanel>
  );
}

function ReportCard({ suite, url, environment, finished_at, passed, failed, skipped }: TestReport) {
  const text = useText();
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <span className={styles.cardName}>
          {url ? (
            <a href={url} rel="noreferrer" target="_blank">
              {suite}
            </a>
          ) : (
            suite
          )}
        </span>
        <PlainBadge {...(failed > 0 ? FAILED : PASSED)}>
          {text('tests.counts', { passed, failed, skipped })}
        </PlainBadge>
      </div>
      <div className={styles.line}>
        <span className="faint">
          <TimeText at={finished_at} />
        </span>
        {environment && <RefLink kind="environment" reference={environment} />}
      </div>
    </li>
  );
}
