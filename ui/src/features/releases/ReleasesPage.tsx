import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { releaseFilters, releasePages } from '../../api/releases';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { PagedTable, usePages } from '../../components/PagedTable';
import { useReleaseColumns } from '../../components/useReleaseColumns';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { BulkPanel } from './BulkPanel';
import { FromTemplatePanel } from './FromTemplatePanel';
import { NewReleasePanel } from './NewReleasePanel';
import { ReleaseFilterBar } from './ReleaseFilterBar';
import { useChosenTemplate } from './TemplateChoice';

const DEFAULT_SORT = 'target';
/** The server changes no more at once. */
const MOST_AT_ONCE = 200;

export function ReleasesPage() {
  const text = useText();
  const [filters, setFilters] = useFilters(releaseFilters);
  const panel = usePanel();
  const { template } = useChosenTemplate();
  const sort = filters.sort ?? DEFAULT_SORT;
  const { query, rows } = usePages(releasePages({ ...filters, sort }));
  const columns = useReleaseColumns();
  const [chosenIds, setChosen] = useState<ReadonlySet<string>>(new Set());
  const chosen = rows.filter(({ id }) => chosenIds.has(id)).slice(0, MOST_AT_ONCE);
  const selection = useMemo(
    () => ({
      chosen: chosenIds,
      onChange: setChosen,
      nameOf: (id: string) => rows.find((release) => release.id === id)?.key ?? id,
    }),
    [chosenIds, rows],
  );
  const isFiltered = releaseFilters.some((name) => name !== 'sort' && filters[name]);
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {text('releases.new')}
    </Button>
  );

  return (
    <Page
      title={text('nav.releases')}
      screen="releases"
      actions={
        <>
          {chosen.length > 0 && (
            <Button variant="light" onClick={() => panel.open('bulk')}>
              {text('bulk.title', { count: chosen.length })}
            </Button>
          )}
          {newButton}
        </>
      }
      filters={<ReleaseFilterBar filters={filters} onChange={setFilters} />}
    >
      <PagedTable
        query={query}
        name="releases"
        filters={{ ...filters, sort }}
        caption={text('nav.releases')}
        columns={columns}
        selection={selection}
        rows={rows}
        sort={sort}
        onSort={(next) => setFilters({ sort: next })}
        isFiltered={isFiltered}
        words={{ none: 'releases.none', next: 'releases.none.next', noMatch: 'releases.noMatch' }}
        action={newButton}
      />
      {panel.name === 'bulk' && chosen.length > 0 && (
        <BulkPanel
          releases={chosen}
          onClose={panel.close}
          onDone={() => {
            setChosen(new Set());
            panel.close();
          }}
        />
      )}
      {panel.name === 'new' && template === undefined && <NewReleasePanel onClose={panel.close} />}
      {panel.name === 'new' && template !== undefined && (
        <FromTemplatePanel template={template} onClose={panel.close} />
      )}
    </Page>
  );
}
