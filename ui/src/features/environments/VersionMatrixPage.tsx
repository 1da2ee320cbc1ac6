import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { environmentGroups, stages } from '../../api/environments';
import type { VersionMatrix, VersionMatrixCell } from '../../api/types';
import { matrixFilters, versionMatrixQuery } from '../../api/versionMatrix';
import { ClearFilters, SearchFilter, SelectFilter } from '../../components/Filters';
import { type GridCell, type GridLevel, GridTable } from '../../components/GridTable';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { PortfolioFilter } from '../../components/PortfolioFilter';
import { RefLink } from '../../components/RefLink';
import { usePhone } from '../../components/usePhone';
import { useFilters } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { formatInstant } from '../../time/format';
import styles from './Profile.module.css';

const named = ({ key, name }: { key: string; name: string }) => ({ value: key, label: name });

/** Which version of which system runs where, and how far behind production that is. */
export function VersionMatrixPage() {
  const text = useText();
  const [filters, setFilters] = useFilters(matrixFilters);
  const query = useQuery(versionMatrixQuery(filters));
  const stageList = useQuery(stages()).data ?? [];
  const groups = useQuery(environmentGroups()).data ?? [];
  const isFiltered = matrixFilters.some((name) => filters[name]);
  return (
    <Page
      title={text('matrixOfVersions.title')}
      filters={
        <>
          <SearchFilter
            label={text('systems.search')}
            value={filters.q}
            onChange={(q) => setFilters({ q })}
          />
          <SelectFilter
            label={text('column.stage')}
            value={filters.stage}
            options={stageList.map(named)}
            onChange={(stage) => setFilters({ stage })}
          />
          <SelectFilter
            label={text('column.group')}
            value={filters.group}
            options={groups.map(named)}
            onChange={(group) => setFilters({ group })}
          />
          <PortfolioFilter value={filters.portfolio} onChange={(portfolio) => setFilters({ portfolio })} />
          <ClearFilters names={matrixFilters} filters={filters} onClear={setFilters} />
        </>
      }
    >
      <PageState query={query}>
        {(matrix) =>
          matrix.systems.length === 0 ? (
            <EmptyState
              title={text(isFiltered ? 'matrixOfVersions.noMatch' : 'matrixOfVersions.none')}
              detail={text('matrixOfVersions.none.next')}
            />
          ) : (
            <>
              {!matrix.complete && <p role="status">{text('insight.incomplete')}</p>}
              <Grid matrix={matrix} />
            </>
          )
        }
      </PageState>
    </Page>
  );
}

function Grid({ matrix }: { matrix: VersionMatrix }) {
  const text = useText();
  const isPhone = usePhone();
  const { locale } = useIntl();
  const columns = matrix.environments.map((environment, index) => ({ ...environment, index }));
  const shown = (cell: VersionMatrixCell | undefined): GridCell => {
    if (!cell) return { content: '' };
    const age = text('matrixOfVersions.since', { at: formatInstant(cell.since, locale) });
    const behind =
      cell.behind === null || cell.behind === 0
        ? ''
        : text(cell.behind > 0 ? 'matrixOfVersions.behind' : 'matrixOfVersions.ahead', {
            count: Math.abs(cell.behind),
          });
    return {
      content: (
        <>
          <span className="mono">{cell.version}</span> <span className="faint">{behind}</span>
        </>
      ),
      level: levelOf(cell.behind),
      title: [age, behind].filter(Boolean).join(' · '),
    };
  };
  return (
    <GridTable
      caption={text('matrixOfVersions.title')}
      rows={matrix.systems}
      columns={columns}
      rowKey={({ id }) => id}
      columnKey={({ id }) => id}
      rowHeight={34}
      columnWidth={168}
      nameWidth={isPhone ? 140 : 240}
      corner={text('column.system')}
      head={(environment) => (
        <span className={styles.place}>
          <RefLink kind="environment" reference={environment} />
          <span className="faint">{environment.stage?.name}</span>
        </span>
      )}
      name={(system) => <RefLink kind="system" reference={system} />}
      cell={(system, { index }) => shown(system.cells.find((cell) => cell.environment === index))}
    />
  );
}

/** The further behind, the stronger; what is as new as production or newer is calm. */
function levelOf(behind: number | null): GridLevel | undefined {
  if (behind === null || behind <= 0) return undefined;
  if (behind === 1) return 'one';
  if (behind <= 3) return 'two';
  return behind <= 10 ? 'three' : 'four';
}
