import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { baselineQuery, baselinesQuery } from '../../../api/plan';
import type { Baseline, FormerPlan as Plan } from '../../../api/types';
import { Section } from '../../../components/Page';
import { PageState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { SidePanel } from '../../../components/SidePanel';
import { DayText, DueText, TimeText } from '../../../components/Time';
import { useFilters, usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { RowButton } from '../SectionButtons';
import { CompareSection } from './CompareSection';

const SIDES = ['from', 'to'] as const;

/** Former plans: what was promised before a date moved, by whom it was moved and why. */
export function BaselinesSection() {
  const text = useText();
  const panel = usePanel();
  const [, choose] = useFilters(SIDES);
  const baselines = useInfiniteQuery(baselinesQuery(useRelease().id));
  return (
    <PageState query={baselines}>
      {(items) => (
        <>
          <Section title={text('baselines.title')} empty={items.length === 0 && text('baselines.none')}>
            <PlainTable<Baseline>
              caption={text('baselines.title')}
              rows={items}
              pages={baselines}
              rowKey={({ number }) => String(number)}
              columns={[
                { id: 'number', header: text('column.number'), cell: ({ number }) => number },
                { id: 'at', header: text('baselines.until'), cell: ({ at }) => <TimeText at={at} /> },
                {
                  id: 'by',
                  header: text('column.by'),
                  size: 'clip',
                  cell: ({ by }) => by?.name ?? text('journal.system'),
                },
                {
                  id: 'moved',
                  header: text('baselines.moved'),
                  cell: ({ moved }) => text('baselines.dates', { count: moved }),
                },
                {
                  id: 'reason',
                  header: text('field.reason'),
                  size: 'wide',
                  cell: ({ reason }) => reason ?? <span className="faint">{text('baselines.noReason')}</span>,
                },
                {
                  id: 'actions',
                  header: text('column.actions'),
                  cell: ({ number }) => (
                    <>
                      <RowButton
                        label={text('baselines.open', { number })}
                        onClick={() => panel.open('baseline', String(number))}
                      >
                        {text('action.open')}
                      </RowButton>
                      <RowButton
                        label={text('compare.withNow', { number })}
                        onClick={() => choose({ from: String(number), to: undefined })}
                      >
                        {text('compare.action')}
                      </RowButton>
                    </>
                  ),
                },
              ]}
            />
          </Section>
          {items.length > 0 && <CompareSection baselines={items} />}
          {panel.name === 'baseline' && panel.subject && (
            <BaselinePanel key={panel.subject} number={panel.subject} onClose={panel.close} />
          )}
        </>
      )}
    </PageState>
  );
}

function BaselinePanel({ number, onClose }: { number: string; onClose: () => void }) {
  const text = useText();
  const baseline = useQuery(baselineQuery(useRelease().id, Number(number)));
  return (
    <SidePanel title={text('baselines.plan', { number })} onClose={onClose}>
      <PageState query={baseline}>{({ plan }) => plan && <FormerPlan plan={plan} />}</PageState>
    </SidePanel>
  );
}

function FormerPlan({ plan }: { plan: Plan }) {
  const text = useText();
  return (
    <>
      <p>
        {text('column.start')}: <DayText day={plan.start} />
      </p>
      <p>
        {text('column.target')}: <DueText due={plan.target} />
      </p>
      <PlainTable
        caption={text('plan.phases')}
        rows={plan.phases}
        rowKey={({ id }) => id}
        columns={[
          { id: 'name', header: text('column.phase'), size: 'wide', cell: ({ name }) => name },
          { id: 'start', header: text('plan.firstDay'), cell: ({ start }) => <DayText day={start} /> },
          { id: 'end', header: text('plan.lastDay'), cell: ({ end }) => <DayText day={end} /> },
        ]}
      />
      <PlainTable
        caption={text('plan.gates')}
        rows={plan.milestones}
        rowKey={({ id }) => id}
        columns={[
          { id: 'name', header: text('plan.gate'), size: 'wide', cell: ({ name }) => name },
          { id: 'due', header: text('column.due'), cell: ({ due }) => <DueText due={due} /> },
        ]}
      />
    </>
  );
}
