import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { releaseTemplates } from '../../api/templates';
import { KindText } from '../../components/Badges';
import { rowLink } from '../../components/DataTable';
import { ListPage, useListFilters } from '../../components/ListPage';
import { RefLink } from '../../components/RefLink';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { TemplatePanel } from './TemplatePanel';

export function TemplatesPage() {
  const text = useText();
  const panel = usePanel();
  const navigate = useNavigate();
  const [filters] = useListFilters();
  const templates = useQuery(releaseTemplates(filters));
  return (
    <ListPage
      title={text('nav.templates')}
      newLabel={text('templates.new')}
      query={templates}
      none={{ title: text('templates.none'), detail: text('templates.none.next') }}
      columns={[
        {
          id: 'name',
          header: text('column.name'),
          size: 'wide',
          cell: ({ key, name }) => (
            <Link to="/templates/$key" params={{ key }} className={rowLink}>
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
          id: 'kind',
          header: text('column.kind'),
          cell: ({ kind }) => <KindText kind={kind} />,
        },
        {
          id: 'portfolio',
          header: text('column.portfolio'),
          size: 'clip',
          leaves: 'later',
          cell: ({ portfolio }) => <RefLink kind="portfolio" reference={portfolio} />,
        },
        {
          id: 'phases',
          header: text('plan.phases'),
          size: 'end',
          leaves: 'notOnPhone',
          cell: ({ phases }) => phases.length,
        },
        {
          id: 'gates',
          header: text('plan.gates'),
          size: 'end',
          cell: ({ milestones }) => milestones.length,
        },
      ]}
    >
      {panel.name === 'new' && (
        <TemplatePanel
          onClose={panel.close}
          onSaved={({ key }) => void navigate({ to: '/templates/$key', params: { key } })}
        />
      )}
    </ListPage>
  );
}
