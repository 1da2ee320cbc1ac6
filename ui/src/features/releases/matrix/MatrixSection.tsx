import { Checkbox, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { releaseMatrix } from '../../../api/releases';
import type { Matrix } from '../../../api/types';
import { ExportMenu } from '../../../components/ExportMenu';
import { SearchFilter } from '../../../components/Filters';
import { PageState } from '../../../components/PageState';
import { usePhone } from '../../../components/usePhone';
import { useFilters } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { MatrixCards } from './MatrixCards';
import { MatrixGrid } from './MatrixGrid';
import styles from './MatrixSection.module.css';
import { shownOf } from './shown';

const FILTERS = ['q', 'drifting', 'order', 'columns'] as const;

export function MatrixSection() {
  const query = useQuery(releaseMatrix(useRelease().id));
  return <PageState query={query}>{(matrix) => <Shown matrix={matrix} />}</PageState>;
}

function Shown({ matrix }: { matrix: Matrix }) {
  const text = useText();
  const isPhone = usePhone();
  const [filters, change] = useFilters(FILTERS);
  const shown = useMemo(() => shownOf(matrix, filters), [matrix, filters]);
  if (matrix.total === 0) return <p className={styles.nothing}>{text('matrix.none')}</p>;
  const nothing = filters.drifting && !filters.q ? 'matrix.noneDrift' : 'matrix.noneFound';
  return (
    <div className={styles.section}>
      <search className={styles.bar}>
        <SearchFilter label={text('matrix.search')} value={filters.q} onChange={(q) => change({ q })} />
        <Checkbox
          label={text('matrix.onlyDrifting')}
          checked={filters.drifting === 'true'}
          onChange={(event) => change({ drifting: event.currentTarget.checked ? 'true' : undefined })}
        />
        <NativeSelect
          aria-label={text('matrix.sort')}
          value={filters.order ?? ''}
          data={[
            { value: '', label: text('matrix.sort.key') },
            { value: 'drift', label: text('matrix.sort.drift') },
          ]}
          onChange={(event) => change({ order: event.currentTarget.value || undefined })}
        />
        <NativeSelect
          aria-label={text('matrix.columns')}
          value={filters.columns ?? ''}
          data={[
            { value: '', label: text('matrix.all') },
            { value: 'phases', label: text('matrix.phases') },
            { value: 'gates', label: text('matrix.gates') },
          ]}
          onChange={(event) => change({ columns: event.currentTarget.value || undefined })}
        />
        <ExportMenu
          table="/tables/releases/{release}/matrix"
          release={matrix.train.key}
          filters={{
            q: filters.q,
            drifting: filters.drifting,
            order: filters.order,
            things: filters.columns,
          }}
        />
        <p className={styles.sum} role="status">
          {text('matrix.sum', { total: matrix.total, drifting: matrix.drifting, worst: matrix.worst })}
        </p>
      </search>
      {(!matrix.complete || matrix.left_out > 0) && (
        <p className={styles.note}>
          {!matrix.complete && text('matrix.complete', { shown: matrix.members.length, total: matrix.total })}{' '}
          {matrix.left_out > 0 && text('matrix.leftOut', { count: matrix.left_out })}
        </p>
      )}
      {shown.members.length === 0 ? (
        <p className={styles.nothing}>{text(nothing)}</p>
      ) : isPhone ? (
        <MatrixCards shown={shown} matrix={matrix} />
      ) : (
        <MatrixGrid shown={shown} matrix={matrix} />
      )}
    </div>
  );
}
