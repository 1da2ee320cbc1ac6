import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useChange } from '../../api/change';
import { environmentLinksQuery, removeEnvironmentLink } from '../../api/environments';
import { keys } from '../../api/keys';
import type { Environment, EnvironmentLink } from '../../api/types';
import { MapLink } from '../../components/MapLink';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { ProblemAlert } from '../../components/ProblemAlert';
import { ReasonedButton } from '../../components/ReasonedButton';
import { RefLink } from '../../components/RefLink';
import { RemoveButton } from '../../components/RemoveButton';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';

// Nothing is open at first.
const LinkPanel = lazy(async () => ({ default: (await import('./LinkPanel')).LinkPanel }));

/** What it exchanges with other environments. */
export function LinksSection({ environment }: { environment: Environment }) {
  const text = useText();
  const panel = usePanel();
  const links = useQuery(environmentLinksQuery(environment.id));
  const removing = useChange({
    change: ({ environment: other, kind }: EnvironmentLink) =>
      removeEnvironmentLink(environment, other.id, kind),
    refresh: [keys.all('environments')],
  });
  return (
    <>
      <PageState query={links}>
        {({ items }) => (
          <Section
            title={text('environments.links')}
            actions={
              <>
                <MapLink kind="environment" of={environment.key} />
                <ReasonedButton
                  variant="default"
                  blockedBy={environment.archived_at === null ? null : text('archive.why')}
                  onClick={() => panel.open('link')}
                >
                  {text('environments.link.add')}
                </ReasonedButton>
              </>
            }
            empty={items.length === 0 && text('environments.links.none')}
          >
            {removing.problem && <ProblemAlert problem={removing.problem} />}
            <PlainTable
              caption={text('environments.links')}
              rows={items}
              rowKey={({ environment: other, kind }) => `${other.id} ${kind}`}
              columns={[
                { id: 'kind', header: text('column.kind'), cell: ({ kind }) => kind },
                {
                  id: 'direction',
                  header: text('environments.direction'),
                  cell: ({ direction }) => text(`direction.${direction}`),
                },
                {
                  id: 'environment',
                  header: text('column.environment'),
                  size: 'wide',
                  cell: ({ environment: other }) => <RefLink kind="environment" reference={other} />,
                },
                { id: 'note', header: text('field.note'), leaves: 'notOnPhone', cell: ({ note }) => note },
                {
                  id: 'actions',
                  header: text('column.actions'),
                  cell: (link) => (
                    <RemoveButton
                      name={link.environment.name}
                      isPending={removing.isPending}
                      onRemove={() => removing.submit(link)}
                    />
                  ),
                },
              ]}
            />
          </Section>
        )}
      </PageState>
      <Suspense>
        {panel.name === 'link' && <LinkPanel environment={environment} onClose={panel.close} />}
      </Suspense>
    </>
  );
}
