import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { raidCountsQuery, raidItemQuery, raidQuery } from '../../../api/records';
import type { RaidItem } from '../../../api/types';
import { RaidBadge, RiskBadge } from '../../../components/Badges';
import { ExportMenu } from '../../../components/ExportMenu';
import { ArchivedFilter, ClearFilters, SearchFilter, SelectFilter } from '../../../components/Filters';
import { Section } from '../../../components/Page';
import { PageState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { DayText } from '../../../components/Time';
import { useFilters, usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { AddButton, RowButton } from '../SectionButtons';
import { HeatMap } from './HeatMap';
import { RaidPanel } from './RaidPanel';
import styles from './RaidSection.module.css';
import { partyName, RAID_KINDS, RAID_STATUSES } from './raid';

const FILTERS = ['kind', 'status', 'q', 'probability', 'impact', 'archived'] as const;

/** Risks, assumptions, issues, decisions and dependencies: the largest exposure first. */
export function RaidSection() {
  const text = useText();
  const panel = usePanel();
  const { id, key, zone } = useRelease();
  const [filters, setFilters] = useFilters(FILTERS);
  const items = useInfiniteQuery(raidQuery(id, filters));
  const counts = useQuery(raidCountsQuery(id)).data ?? [];
  const opened = useQuery({
    ...raidItemQuery(id, panel.subject ?? ''),
    enabled: panel.name === 'raid' && panel.subject !== undefined,
  }).data;
  const isFiltered = FILTERS.some((name) => filters[name]);
  const none = text(isFiltered ? 'raid.noneFound' : 'raid.none');

  return (
    <Section
      title={text('raid.title')}
      actions={
        <>
          <ExportMenu
            table="/tables/releases/{release}/raid"
            release={key}
            filters={{ ...filters, sort: '-exposure' }}
          />
          <AddButton onClick={() => panel.open('raid')}>{text('raid.add')}</AddButton>
        </>
      }
    >
      <div className={styles.room}>
        <div className={styles.frame}>
          <div className={styles.register}>
            <search className={styles.filters}>
              <SelectFilter
                label={text('column.kind')}
                value={filters.kind}
                options={RAID_KINDS.map((kind) => ({ value: kind, label: text(`raid.kind.${kind}`) }))}
                onChange={(kind) => setFilters({ kind })}
              />
              <SelectFilter
                label={text('column.status')}
                value={filters.status}
                options={RAID_STATUSES.map((status) => ({
                  value: status,
                  label: text(`raid.status.${status}`),
                }))}
                onChange={(status) => setFilters({ status })}
              />
              <SearchFilter
                label={text('raid.search')}
                value={filters.q}
                onChange={(q) => setFilters({ q })}
              />
              <ArchivedFilter value={filters.archived} onChange={(archived) => setFilters({ archived })} />
              <ClearFilters names={FILTERS} filters={filters} onClear={setFilters} />
            </search>
            <PageState query={items}>
              {(rows) =>
                rows.length === 0 ? (
                  <p className={styles.none}>{none}</p>
                ) : (
                  <PlainTable<RaidItem>
                    caption={text('raid.title')}
                    rows={rows}
                    pages={items}
                    rowKey={(item) => item.id}
                    columns={[
                      { id: 'number', header: text('column.number'), cell: ({ number }) => number },
                      {
                        id: 'kind',
                        header: text('column.kind'),
                        cell: ({ kind }) => text(`raid.kind.${kind}`),
                      },
                      { id: 'title', header: text('column.title'), size: 'wide', cell: ({ title }) => title },
                      {
                        id: 'status',
                        header: text('column.status'),
                        cell: ({ status }) => <RaidBadge status={status} />,
                      },
                      {
                        id: 'exposure',
                        header: text('raid.exposure'),
                        cell: ({ exposure, level }) =>
                          exposure === null ? (
                            <span className="faint">{text('value.none')}</span>
                          ) : (
                            <>
                              {exposure} <RiskBadge risk={level} />
                            </>
                          ),
                      },
                      {
                        id: 'owner',
                        header: text('raid.owner'),
                        size: 'clip',
                        leaves: 'later',
                        cell: ({ owner }) =>
                          partyName(owner) ?? <span className="faint">{text('value.nobody')}</span>,
                      },
                      {
                        id: 'due',
                        header: text('activities.due', { zone }),
                        cell: ({ due, overdue }) => (
                          <span className={overdue ? styles.overdue : undefined}>
                            <DayText day={due} />
                            {overdue && <> · {text('raid.overdue')}</>}
                          </span>
                        ),
                      },
                      {
                        id: 'actions',
                        header: text('column.actions'),
                        cell: ({ id: item, title }) => (
                          <RowButton
                            label={text('action.editOf', { name: title })}
                            onClick={() => panel.open('raid', item)}
                          >
                            {text('action.edit')}
                          </RowButton>
                        ),
                      },
                    ]}
                  />
                )
              }
            </PageState>
          </div>
          <HeatMap
            counts={counts}
            chosen={filters}
            onChoose={(cell) => setFilters({ ...cell, kind: cell.probability ? 'risk' : undefined })}
          />
        </div>
      </div>
      {panel.name === 'raid' && (panel.subject === undefined || opened) && (
        <RaidPanel key={panel.subject} item={panel.subject ? opened : undefined} onClose={panel.close} />
      )}
    </Section>
  );
}
