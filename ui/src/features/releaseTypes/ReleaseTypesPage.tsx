import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { releaseTypes } from '../../api/releases';
import type { ReleaseType } from '../../api/types';
import { rowLink } from '../../components/DataTable';
import { ArchivedFilter } from '../../components/Filters';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { ReleaseTypePanel } from './ReleaseTypePanel';

const FILTERS = ['archived'] as const;

export function ReleaseTypesPage() {
  const text = useText();
  const panel = usePanel();
  const navigate = useNavigate();
  const [filters, setFilters] = useFilters(FILTERS);
  const types = useQuery(releaseTypes(filters));
  return (
    <Page
      title={text('nav.types')}
      actions={
        <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
          {text('types.new')}
        </Button>
      }
      filters={<ArchivedFilter value={filters.archived} onChange={(archived) => setFilters({ archived })} />}
    >
      <PageState query={types}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={text('archive.none')} detail={text('archive.none.next')} />
          ) : (
            <PlainTable<ReleaseType>
              caption={text('nav.types')}
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                {
                  id: 'name',
                  header: text('column.name'),
                  cell: ({ key, name }) => (
                    <Link to="/admin/release-types/$key" params={{ key }} className={rowLink}>
                      {name}
                    </Link>
                  ),
                },
                {
                  id: 'key',
                  header: text('column.key'),
                  cell: ({ key }) => <span className="mono">{key}</span>,
                },
                {
                  id: 'statuses',
                  header: text('types.statuses'),
                  size: 'wide',
                  leaves: 'notOnPhone',
                  cell: ({ statuses }) => statuses.map(({ name }) => name).join(' · '),
                },
                {
                  id: 'fields',
                  header: text('types.fields'),
                  size: 'end',
                  cell: ({ fields }) => fields.length,
                },
              ]}
            />
          )
        }
      </PageState>
      {panel.name === 'new' && (
        <ReleaseTypePanel
          onClose={panel.close}
          onSaved={({ key }) => void navigate({ to: '/admin/release-types/$key', params: { key } })}
        />
      )}
    </Page>
  );
}
