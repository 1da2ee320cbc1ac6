import type { CSSProperties } from 'react';
import type { RaidCount } from '../../../api/types';
import { useText } from '../../../i18n/text';
import styles from './RaidSection.module.css';
import { type Cell, GRADES, heatCells, heatOf } from './raid';

interface Chosen {
  probability?: string;
  impact?: string;
}

interface HeatMapProps {
  counts: RaidCount[];
  chosen: Chosen;
  onChoose: (cell: { probability: string | undefined; impact: string | undefined }) => void;
}

/** Where the risks lie, by probability and impact; a cell shows its own. */
export function HeatMap({ counts, chosen, onChoose }: HeatMapProps) {
  const text = useText();
  const overdue = counts.reduce((sum, count) => sum + count.overdue, 0);
  return (
    <aside className={styles.heat} aria-label={text('raid.heat')}>
      <table className={styles.map}>
        <caption>{text('raid.heat')}</caption>
        <tbody>
          {heatCells(counts).map((row) => (
            <tr key={row[0]?.impact}>
              <th scope="row">{row[0]?.impact}</th>
              {row.map((cell) => (
                <td key={cell.probability}>
                  <HeatCell cell={cell} chosen={chosen} onChoose={onChoose} />
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <td />
            {GRADES.map((grade) => (
              <th key={grade} scope="col">
                {grade}
              </th>
            ))}
          </tr>
        </tbody>
      </table>
      <p className={styles.axes}>{text('raid.axes')}</p>
      {overdue > 0 && <p className={styles.overdue}>{text('raid.overdueCount', { count: overdue })}</p>}
    </aside>
  );
}

function HeatCell({ cell, chosen, onChoose }: { cell: Cell } & Omit<HeatMapProps, 'counts'>) {
  const text = useText();
  const [probability, impact] = [String(cell.probability), String(cell.impact)];
  const isChosen = chosen.probability === probability && chosen.impact === impact;
  return (
    <button
      type="button"
      className={`${styles.cell} ${cell.items > 0 ? styles.held : ''}`}
      style={{ '--heat': `${heatOf(cell)}%` } as CSSProperties}
      aria-pressed={isChosen}
      aria-label={text('raid.cell', { probability, impact, count: cell.items })}
      onClick={() =>
        onChoose(isChosen ? { probability: undefined, impact: undefined } : { probability, impact })
      }
    >
      {cell.items > 0 ? cell.items : ''}
    </button>
  );
}
