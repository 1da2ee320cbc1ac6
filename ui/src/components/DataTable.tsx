import { Button, Checkbox } from '@mantine/core';
import {
  type ColumnVisibilityState,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { Filters } from '../api/keys';
import { useText } from '../i18n/text';
import { ColumnMenu, useStoredColumns } from './ColumnMenu';
import styles from './DataTable.module.css';
import { ExportMenu } from './ExportMenu';
import { Icon } from './Icon';

export interface DataColumn<Row> {
  /** As the server calls it in the table that people take along. */
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** The name the API sorts by. */
  sort?: string;
  /** `wide` takes the room the others leave. */
  size?: 'wide' | 'clip' | 'end';
  /** When it leaves for want of room: first `last`, then `later`; `notOnPhone` only where rows are cards. */
  leaves?: 'last' | 'later' | 'notOnPhone';
}

export interface DataTableProps<Row extends { id: string }> {
  /** Names the list: its stored columns and what the server makes of it as a file. */
  name:
    | 'releases'
    | 'systems'
    | 'environments'
    | 'windows'
    | 'teams'
    | 'people'
    | 'deployment-plans'
    | 'runs';
  /** What the list was asked with, order and all. */
  filters: Filters;
  caption: string;
  columns: DataColumn<Row>[];
  rows: Row[];
  total?: number | null;
  sort?: string;
  onSort?: (sort: string) => void;
  hasMore?: boolean;
  isLoadingMore?: boolean;
  onMore?: () => void;
  /** Lets rows be chosen, for what is done to many of them. */
  selection?: Selection;
}

export interface Selection {
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
  /** What a row is called, for its check box. */
  nameOf: (id: string) => string;
}

const ROW_HEIGHT = 37;
const OVERSCAN = 12;
/** Rows from the end at which the next page is asked for, so that scrolling does not stop. */
const READ_AHEAD = 20;

const features = tableFeatures({ columnVisibilityFeature });

export function DataTable<Row extends { id: string }>(props: DataTableProps<Row>) {
  const text = useText();
  const { columns, rows, onMore, hasMore, isLoadingMore } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [visibility, setVisibility] = useStoredColumns(props.name);

  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    return columns.map((column) => helper.display({ id: column.id, header: column.header }));
  }, [columns]);
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: (row) => row.id,
    state: { columnVisibility: visibility as ColumnVisibilityState },
  });
  const shownIds = new Set(table.getVisibleLeafColumns().map((column) => column.id));
  const shown = columns.filter((column) => shownIds.has(column.id));
  const model = table.getRowModel().rows;
  const width = shown.length + (props.selection ? 1 : 0);

  const virtualizer = useVirtualizer({
    count: model.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => model[index]?.id ?? index,
    overscan: OVERSCAN,
  });
  const items = virtualizer.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? -1;

  useEffect(() => {
    if (hasMore && !isLoadingMore && lastIndex >= model.length - READ_AHEAD) onMore?.();
  }, [hasMore, isLoadingMore, lastIndex, model.length, onMore]);

  const before = items[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);

  return (
    <div className={styles.frame}>
      <div className={styles.scroll} ref={scroller}>
        <table className={styles.table} aria-rowcount={props.total ?? model.length}>
          <caption>{props.caption}</caption>
          <thead>
            <tr>
              {props.selection && <ChooseAll ids={rows.map(({ id }) => id)} selection={props.selection} />}
              {shown.map((column) => (
                <HeaderCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {before > 0 && <Space height={before} columns={width} />}
            {items.map((item) => {
              const row = model[item.index];
              if (row === undefined) return null;
              return (
                <tr
                  key={item.key}
                  ref={virtualizer.measureElement}
                  data-index={item.index}
                  aria-rowindex={item.index + 2}
                >
                  {props.selection && <Choose id={row.id} selection={props.selection} />}
                  {shown.map((column) => (
                    <td key={column.id} className={cellClass(column)}>
                      {column.cell(row.original)}
                    </td>
                  ))}
                </tr>
              );
            })}
            {after > 0 && <Space height={after} columns={width} />}
          </tbody>
        </table>
      </div>
      <div className={styles.foot}>
        <span role="status">
          {props.total == null
            ? text('table.shown', { shown: model.length })
            : text('table.shownOf', { shown: model.length, total: props.total })}
        </span>
        {hasMore && (
          <Button variant="subtle" loading={isLoadingMore} onClick={onMore}>
            {text('table.more')}
          </Button>
        )}
        <span className={styles.spread} />
        <span className={styles.columns}>
          <ColumnMenu columns={columns} visibility={visibility} onChange={setVisibility} />
        </span>
        {props.name !== 'deployment-plans' && props.name !== 'runs' && (
          <ExportMenu
            position="top-end"
            table={`/tables/${props.name}`}
            filters={props.filters}
            columns={shown.map((column) => column.id)}
          />
        )}
      </div>
    </div>
  );
}

export const cellClass = (column: Pick<DataColumn<never>, 'size' | 'leaves'>): string =>
  [column.size && styles[column.size], column.leaves && styles[column.leaves]].filter(Boolean).join(' ');

function Choose({ id, selection }: { id: string; selection: Selection }) {
  const text = useText();
  const { chosen, onChange, nameOf } = selection;
  return (
    <td className={styles.choose}>
      <Checkbox
        aria-label={text('table.choose', { name: nameOf(id) })}
        checked={chosen.has(id)}
        onChange={(event) => {
          const next = new Set(chosen);
          if (event.currentTarget.checked) next.add(id);
          else next.delete(id);
          onChange(next);
        }}
      />
    </td>
  );
}

function ChooseAll({ ids, selection }: { ids: string[]; selection: Selection }) {
  const text = useText();
  const count = ids.filter((id) => selection.chosen.has(id)).length;
  return (
    <th scope="col" className={styles.choose}>
      <Checkbox
        aria-label={text('table.chooseAll')}
        checked={count > 0 && count === ids.length}
        indeterminate={count > 0 && count < ids.length}
        onChange={(event) => selection.onChange(new Set(event.currentTarget.checked ? ids : []))}
      />
    </th>
  );
}

function Space({ height, columns }: { height: number; columns: number }) {
  return (
    <tr className={styles.space}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

interface HeaderCellProps<Row> {
  column: DataColumn<Row>;
  sort?: string;
  onSort?: (sort: string) => void;
}

function HeaderCell<Row>({ column, sort, onSort }: HeaderCellProps<Row>) {
  const { sort: by } = column;
  const className = cellClass({ leaves: column.leaves, size: column.size === 'end' ? 'end' : undefined });
  if (by === undefined || onSort === undefined) {
    return (
      <th scope="col" className={className}>
        {column.header}
      </th>
    );
  }
  const direction = sort === by ? 'ascending' : sort === `-${by}` ? 'descending' : 'none';
  return (
    <th scope="col" className={className} aria-sort={direction}>
      <button type="button" className={styles.sort} onClick={() => onSort(sort === by ? `-${by}` : by)}>
        {column.header}
        {direction !== 'none' && <Icon name={direction === 'ascending' ? 'up' : 'down'} size={12} />}
      </button>
    </th>
  );
}

export const rowLink = styles.rowLink;
