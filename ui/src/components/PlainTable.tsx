import { cellClass, type DataColumn } from './DataTable';
import styles from './DataTable.module.css';
import { type Pages, ShowMore } from './ShowMore';

interface PlainTableProps<Row> {
  caption: string;
  columns: Omit<DataColumn<Row>, 'sort'>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** Given for a list that may have more than what was read of it. */
  pages?: Pages;
}

/** A table short enough to be on the page whole. */
export function PlainTable<Row>({ caption, columns, rows, rowKey, pages }: PlainTableProps<Row>) {
  return (
    <div className={styles.whole}>
      <table className={styles.table}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={cellClass({ ...column, size: column.size === 'end' ? 'end' : undefined })}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.id} className={cellClass(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {pages && <ShowMore pages={pages} />}
    </div>
  );
}
