import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { compareQuery } from '../../../api/plan';
import type { Baseline, ComparedItem } from '../../../api/types';
import { ComparedBadge } from '../../../components/Badges';
import { ChangeList } from '../../../components/ChangeList';
import { Icon } from '../../../components/Icon';
import { Section } from '../../../components/Page';
import { PageState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { DayText } from '../../../components/Time';
import { useFilters } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import styles from './CompareSection.module.css';

const SIDES = ['from', 'to'] as const;
const NOW = 'current';

/** Any two plans side by side: at first the first one and the present. Which they are stands in the address. */
export function CompareSection({ baselines }: { baselines: Baseline[] }) {
  const text = useText();
  const { id } = useRelease();
  const [chosen, choose] = useFilters(SIDES);
  const from = chosen.from ?? String(baselines[0]?.number ?? NOW);
  const to = chosen.to ?? NOW;
  const compared = useQuery(compareQuery(id, from, to));
  const plans = [
    ...baselines.map(({ number }) => ({
      value: String(number),
      label: text('baselines.plan', { number }),
    })),
    { value: NOW, label: text('compare.now') },
  ];
  return (
    <Section title={text('compare.title')}>
      <div className={styles.sides}>
        <NativeSelect
          label={text('compare.from')}
          value={from}
          data={plans}
          onChange={(event) => choose({ from: event.currentTarget.value })}
        />
        <NativeSelect
          label={text('compare.to')}
          value={to}
          data={plans}
          onChange={(event) => choose({ to: event.currentTarget.value })}
        />
        <Button
          variant="default"
          leftSection={<Icon name="move" size={14} />}
          onClick={() => choose({ from: to, to: from })}
        >
          {text('compare.swap')}
        </Button>
      </div>
      <PageState query={compared}>
        {({ items, same }) => (
          <>
            <p className={styles.sum} role="status">
              {text('compare.sum', { count: items.length, same })}
            </p>
            {items.length > 0 && <Differences items={items} />}
          </>
        )}
      </PageState>
    </Section>
  );
}

function Differences({ items }: { items: ComparedItem[] }) {
  const text = useText();
  const { name: ofRelease } = useRelease();
  return (
    <PlainTable<ComparedItem>
      caption={text('compare.title')}
      rows={items}
      rowKey={({ kind, id }) => `${kind} ${id}`}
      columns={[
        {
          id: 'change',
          header: text('compare.change'),
          cell: ({ change }) => <ComparedBadge change={change} />,
        },
        { id: 'kind', header: text('column.kind'), cell: ({ kind }) => text(`compare.kind.${kind}`) },
        { id: 'name', header: text('column.name'), size: 'wide', cell: ({ name }) => name ?? ofRelease },
        { id: 'before', header: text('compare.before'), cell: ({ before }) => <Span when={before} /> },
        { id: 'after', header: text('compare.after'), cell: ({ after }) => <Span when={after} /> },
        {
          id: 'days',
          header: text('compare.days'),
          cell: ({ days, start_days }) => {
            const moved = days === 0 || days === null ? start_days : days;
            if (moved === null || moved === 0) return <span className="faint">{text('value.none')}</span>;
            return (
              <span className={moved > 0 ? styles.later : styles.earlier}>
                {text(moved > 0 ? 'compare.later' : 'compare.earlier', { days: Math.abs(moved) })}
              </span>
            );
          },
        },
        {
          id: 'fields',
          header: text('compare.fields'),
          leaves: 'notOnPhone',
          cell: ({ change, fields }) =>
            change === 'added' || change === 'removed' ? null : <ChangeList changes={fields} names={{}} />,
        },
      ]}
    />
  );
}

function Span({ when }: { when: ComparedItem['before'] }) {
  const text = useText();
  if (when === null) return <span className="faint">{text('compare.notThere')}</span>;
  return (
    <>
      {when.start && (
        <>
          <DayText day={when.start} /> –{' '}
        </>
      )}
      <DayText day={when.end} />
    </>
  );
}
