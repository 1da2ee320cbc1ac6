import { useInfiniteQuery } from '@tanstack/react-query';
import { testReportsQuery } from '../../api/catalog';
import type { TestReport } from '../../api/types';
import { EmptyState, PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { RefLink } from '../../components/RefLink';
import { SidePanel } from '../../components/SidePanel';
import { TimeText } from '../../components/Time';
import { useText } from '../../i18n/text';

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
            <PlainTable<TestReport>
              caption={title}
              rows={items}
              pages={reports}
              rowKey={({ id }) => id}
              columns={[
                {
                  id: 'suite',
                  header: text('tests.suite'),
                  size: 'wide',
                  cell: (report) => <Suite {...report} />,
                },
              ]}
            />
          )
        }
      </PageState>
    </SidePanel>
  );
}

function Suite({ suite, url, environment, finished_at, passed, failed, skipped }: TestReport) {
  const text = useText();
  return (
    <>
      {url ? (
        <a href={url} rel="noreferrer" target="_blank">
          {suite}
        </a>
      ) : (
        suite
      )}
      <div className={failed > 0 ? undefined : 'faint'}>
        {text('tests.counts', { passed, failed, skipped })}
      </div>
      <div className="faint">
        <TimeText at={finished_at} />
      </div>
      {environment && (
        <div>
          <RefLink kind="environment" reference={environment} />
        </div>
      )}
    </>
  );
}
