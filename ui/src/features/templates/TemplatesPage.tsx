import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { releaseTemplates, templateFilters } from '../../api/templates';
import type { ReleaseTemplate } from '../../api/types';
import { KindText } from '../../components/Badges';
import { rowLink } from '../../components/DataTable';
import { ArchivedFilter } from '../../components/Filters';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { RefLink } from '../../components/RefLink';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { TemplatePanel } from './TemplatePanel';

export function TemplatesPage() {
  const text = useText();
  const panel = usePanel();
  const navigate = useNavigate();
  const [filters, setFilters] = useFilters(templateFilters);
  const templates = useQuery(releaseTemplates(filters));
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {text('templates.new')}
    </Button>
  );
  return (
    <Page
      title={text('nav.templates')}
      actions={newButton}
      filters={<ArchivedFilter value={filters.archived} onChange={(archived) => setFilters({ archived })} />}
    >
      <PageState query={templates}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              title={text(filters.archived ? 'archive.none' : 'templates.none')}
              detail={text(filters.archived ? 'archive.none.next' : 'templates.none.next')}
              action={filters.archived ? undefined : newButton}
            />
          ) : (
            <PlainTable<ReleaseTemplate>
              caption={text('nav.templates')}
              rows={items}
              rowKey={({ id }) => id}
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
            />
          )
        }
      </PageState>
      {panel.name === 'new' && (
        <TemplatePanel
          onClose={panel.close}
          onSaved={({ key }) => void navigate({ to: '/templates/$key', params: { key } })}
        />
      )}
    </Page>
  );
}
