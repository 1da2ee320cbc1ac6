import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { releaseTypes } from '../../api/releases';
import { rowLink } from '../../components/DataTable';
import { ListPage, useListFilters } from '../../components/ListPage';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { ReleaseTypePanel } from './ReleaseTypePanel';

export function ReleaseTypesPage() {
  const text = useText();
  const panel = usePanel();
  const navigate = useNavigate();
  const [filters] = useListFilters();
  const types = useQuery(releaseTypes(filters));
  return (
    <ListPage
      title={text('nav.types')}
      newLabel={text('types.new')}
      query={types}
      none={{ title: text('types.none'), detail: text('types.none.next') }}
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
    >
      {panel.name === 'new' && (
        <ReleaseTypePanel
          onClose={panel.close}
          onSaved={({ key }) => void navigate({ to: '/admin/release-types/$key', params: { key } })}
        />
      )}
    </ListPage>
  );
}
