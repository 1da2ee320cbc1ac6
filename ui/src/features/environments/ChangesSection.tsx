import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { environmentChangesQuery } from '../../api/changeRequests';
import type { Environment } from '../../api/types';
import { OpenButton } from '../../components/OpenButton';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { TimeText } from '../../components/Time';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { ChangeStatusBadge } from './ChangeStatusBadge';

// Nothing is open at first.
const ChangePanel = lazy(async () => ({ default: (await import('./ChangePanel')).ChangePanel }));

/** What is to be done to it, and what was: the newest first. */
export function ChangesSection({ environment }: { environment: Environment }) {
  const text = useText();
  const panel = usePanel();
  const requests = useInfiniteQuery(environmentChangesQuery(environment.id));
  return (
    <>
      <PageState query={requests}>
        {(items) => (
          <Section
            title={text('changes.title')}
            actions={
              <Button variant="default" onClick={() => panel.open('new-change')}>
                {text('changes.new')}
              </Button>
            }
            empty={items.length === 0 && text('changes.none')}
          >
            <PlainTable
              caption={text('changes.title')}
              rows={items}
              pages={requests}
              rowKey={({ id }) => id}
              columns={[
                {
                  id: 'title',
                  header: text('column.title'),
                  size: 'wide',
                  cell: ({ id, title }) => (
                    <OpenButton onOpen={() => panel.open('change', id)}>{title}</OpenButton>
                  ),
                },
                { id: 'kind', header: text('column.kind'), cell: ({ kind }) => text(`changes.kind.${kind}`) },
                {
                  id: 'status',
                  header: text('column.status'),
                  cell: ({ status }) => <ChangeStatusBadge status={status} />,
                },
                {
                  id: 'when',
                  header: text('changes.when'),
                  leaves: 'notOnPhone',
                  cell: ({ span }) =>
                    span ? <TimeText at={span.start} /> : <span className="faint">{text('value.none')}</span>,
                },
                {
                  id: 'assignee',
                  header: text('changes.assignee'),
                  leaves: 'notOnPhone',
                  cell: ({ assignee }) =>
                    assignee?.person?.name ??
                    assignee?.team?.name ?? <span className="faint">{text('value.none')}</span>,
                },
              ]}
            />
          </Section>
        )}
      </PageState>
      <Suspense>
        {panel.name === 'new-change' && <ChangePanel environment={environment} onClose={panel.close} />}
        {panel.name === 'change' &&
          requests.data
            ?.filter(({ id }) => id === panel.subject)
            .map((request) => (
              <ChangePanel
                key={request.id}
                environment={environment}
                request={request}
                onClose={panel.close}
              />
            ))}
      </Suspense>
    </>
  );
}
