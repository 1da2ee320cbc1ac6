import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { windowFilters, windowPages, windowQuery } from '../../api/windows';
import { ArchivedFilter, ClearFilters, SearchFilter, SelectFilter } from '../../components/Filters';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { PagedTable, usePages } from '../../components/PagedTable';
import { PortfolioFilter } from '../../components/PortfolioFilter';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { WINDOW_KINDS } from './kinds';
import { useWindowColumns } from './useWindowColumns';
import styles from './WindowsPage.module.css';

// Nothing is open at first.
const WindowPanel = lazy(async () => ({ default: (await import('./WindowPanel')).WindowPanel }));
const ImportPanel = lazy(async () => ({ default: (await import('./ImportPanel')).ImportPanel }));

/** When releases are held back, and when there is room for them. */
export function WindowsPage() {
  const text = useText();
  const [filters, setFilters] = useFilters(windowFilters);
  const panel = usePanel();
  const { query, rows } = usePages(windowPages(filters));
  const columns = useWindowColumns((id) => panel.open('window', id));
  const isFiltered = windowFilters.some((name) => filters[name]);
  const wanted = panel.name === 'window' ? panel.subject : undefined;
  const open = useQuery({ ...windowQuery(wanted ?? ''), enabled: wanted !== undefined });
  const importButton = (
    <Button
      variant="default"
      leftSection={<Icon name="calendar" size={14} />}
      onClick={() => panel.open('import')}
    >
      {text('windows.import')}
    </Button>
  );
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {text('windows.new')}
    </Button>
  );
  return (
    <Page
      title={text('nav.windows')}
      actions={
        <>
          {importButton}
          {newButton}
        </>
      }
      filters={
        <>
          <SearchFilter
            label={text('windows.search')}
            value={filters.q}
            onChange={(q) => setFilters({ q })}
          />
          <SelectFilter
            label={text('column.kind')}
            value={filters.kind}
            options={WINDOW_KINDS.map((kind) => ({ value: kind, label: text(`window.${kind}`) }))}
            onChange={(kind) => setFilters({ kind })}
          />
          <PortfolioFilter value={filters.portfolio} onChange={(portfolio) => setFilters({ portfolio })} />
          <ArchivedFilter value={filters.archived} onChange={(archived) => setFilters({ archived })} />
          <ClearFilters names={windowFilters} filters={filters} onClear={setFilters} />
        </>
      }
    >
      <PagedTable
        query={query}
        name="windows"
        filters={filters}
        caption={text('nav.windows')}
        columns={columns}
        rows={rows}
        isFiltered={isFiltered}
        words={{ none: 'windows.none', next: 'windows.none.next', noMatch: 'windows.noMatch' }}
        action={
          <div className={styles.ways}>
            {newButton}
            {importButton}
          </div>
        }
      />
      <Suspense>
        {panel.name === 'import' && <ImportPanel onClose={panel.close} />}
        {panel.name === 'new' && <WindowPanel onClose={panel.close} />}
        {wanted !== undefined && open.data && (
          <WindowPanel key={open.data.id} window={open.data} onClose={panel.close} />
        )}
      </Suspense>
    </Page>
  );
}
