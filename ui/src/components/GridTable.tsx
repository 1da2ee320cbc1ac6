import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';
import styles from './GridTable.module.css';

/** What stands in a cell, and how much it asks to be looked at. */
export interface GridCell {
  content: ReactNode;
  /** Colours the cell; a number or word in it says the same. */
  level?: GridLevel;
  title?: string;
}

export type GridLevel = 'near' | 'far' | 'one' | 'two' | 'three' | 'four';

interface GridTableProps<Row, Column> {
  caption: string;
  rows: Row[];
  columns: Column[];
  rowKey: (row: Row) => string;
  columnKey: (column: Column) => string;
  /** CSS pixels. */
  rowHeight: number;
  columnWidth: number;
  nameWidth: number;
  /** Over the names of the rows. */
  corner: ReactNode;
  head: (column: Column) => ReactNode;
  /** A row under the heads that stays with them. */
  summary?: { name: ReactNode; cell: (column: Column) => GridCell };
  name: (row: Row) => ReactNode;
  cell: (row: Row, column: Column) => GridCell;
}

const ROWS_AHEAD = 10;
const COLUMNS_AHEAD = 4;

/** A wide and long table: heads and names stay in sight, and only what is in sight is in the page. */
export function GridTable<Row, Column>(props: GridTableProps<Row, Column>) {
  const { rows, columns, summary } = props;
  const scroller = useRef<HTMLElement>(null);
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => props.rowHeight,
    overscan: ROWS_AHEAD,
  });
  const across = useVirtualizer({
    count: columns.length,
    horizontal: true,
    getScrollElement: () => scroller.current,
    estimateSize: () => props.columnWidth,
    overscan: COLUMNS_AHEAD,
  });
  const inSight = across.getVirtualItems();
  const left = inSight[0]?.start ?? 0;
  const right = across.getTotalSize() - (inSight.at(-1)?.end ?? 0);
  const items = down.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = down.getTotalSize() - (items.at(-1)?.end ?? 0);
  const shown = inSight.flatMap(({ index }) => {
    const column = columns[index];
    return column === undefined ? [] : [{ column, key: props.columnKey(column), place: index + 2 }];
  });
  const pads = shown.length + 3;

  const cells = (make: (column: Column) => GridCell) => (
    <>
      <td className={styles.pad} />
      {shown.map(({ column, key, place }) => {
        const { content, level, title } = make(column);
        return (
          <td key={key} aria-colindex={place} data-level={level} title={title}>
            <div className={styles.content}>{content}</div>
          </td>
        );
      })}
      <td className={styles.pad} />
    </>
  );

  return (
    <section
      className={styles.scroller}
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by the arrow keys
      tabIndex={0}
      aria-label={props.caption}
    >
      <table
        className={styles.table}
        style={{ width: props.nameWidth + across.getTotalSize() }}
        aria-rowcount={rows.length + (summary ? 2 : 1)}
        aria-colcount={columns.length + 1}
      >
        <caption>{props.caption}</caption>
        <thead>
          <tr>
            <th scope="col" className={styles.name} style={{ width: props.nameWidth }}>
              <div className={styles.content}>{props.corner}</div>
            </th>
            <td className={styles.pad} style={{ width: left }} />
            {shown.map(({ column, key, place }) => (
              <th key={key} scope="col" aria-colindex={place} style={{ width: props.columnWidth }}>
                <div className={styles.content}>{props.head(column)}</div>
              </th>
            ))}
            <td className={styles.pad} style={{ width: right }} />
          </tr>
          {summary && (
            <tr className={styles.summary}>
              <th scope="row" className={styles.name}>
                <div className={styles.content}>{summary.name}</div>
              </th>
              {cells(summary.cell)}
            </tr>
          )}
        </thead>
        <tbody>
          {above > 0 && <Space height={above} columns={pads} />}
          {items.map(({ index }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <tr
                key={props.rowKey(row)}
                aria-rowindex={index + (summary ? 3 : 2)}
                style={{ height: props.rowHeight }}
              >
                <th scope="row" className={styles.name}>
                  <div className={styles.content}>{props.name(row)}</div>
                </th>
                {cells((column) => props.cell(row, column))}
              </tr>
            );
          })}
          {below > 0 && <Space height={below} columns={pads} />}
        </tbody>
      </table>
    </section>
  );
}

function Space({ height, columns }: { height: number; columns: number }) {
  return (
    <tr>
      <td className={styles.pad} colSpan={columns} style={{ height }} />
    </tr>
  );
}
