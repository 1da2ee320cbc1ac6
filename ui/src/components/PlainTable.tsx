import type { DataColumn } from './DataTable';
import styles from './DataTable.module.css';

interface PlainTableProps<Row> {
  caption: string;
  columns: Omit<DataColumn<Row>, 'csv' | 'sort'>[];
  rows: Row[];
  rowKey: (row: Row) => string;
}

/** A table short enough to be on the page whole. */
export function PlainTable<Row>({ caption, columns, rows, rowKey }: PlainTableProps<Row>) {
  const classOf = (column: (typeof columns)[number]) =>
    [column.size ? styles[column.size] : '', column.hideOnPhone ? styles.hideOnPhone : ''].join(' ').trim();
  return (
    <table className={`${styles.table} ${styles.plain}`}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.id} scope="col" className={column.size === 'end' ? styles.end : undefined}>
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <td key={column.id} className={classOf(column)}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
