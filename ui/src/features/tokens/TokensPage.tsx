import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { revokeToken, tokenList } from '../../api/organisation';
import type { Token } from '../../api/types';
import { Icon } from '../../components/Icon';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { ProblemAlert } from '../../components/ProblemAlert';
import { RemoveButton } from '../../components/RemoveButton';
import { TimeText } from '../../components/Time';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { NewTokenPanel } from './NewTokenPanel';

export function TokensPage() {
  const text = useText();
  const panel = usePanel();
  const tokens = useQuery(tokenList());
  const revoking = useChange({
    change: (id: string) => revokeToken(id),
    refresh: [keys.all('tokens')],
  });
  const newButton = (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => panel.open('new')}>
      {text('tokens.new')}
    </Button>
  );
  return (
    <Page title={text('nav.tokens')} actions={newButton}>
      {revoking.problem && <ProblemAlert problem={revoking.problem} />}
      <PageState query={tokens}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={text('tokens.none')} detail={text('tokens.none.next')} action={newButton} />
          ) : (
            <PlainTable<Token>
              caption={text('nav.tokens')}
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                { id: 'name', header: text('column.name'), size: 'wide', cell: ({ name }) => name },
                {
                  id: 'created',
                  header: text('tokens.created'),
                  leaves: 'notOnPhone',
                  cell: ({ created_at }) => <TimeText at={created_at} />,
                },
                {
                  id: 'expires',
                  header: text('tokens.expires'),
                  cell: ({ expires_at }) =>
                    expires_at ? <TimeText at={expires_at} /> : text('tokens.expires.never'),
                },
                {
                  id: 'actions',
                  header: text('column.actions'),
                  cell: ({ id, name }) => (
                    <RemoveButton
                      name={name}
                      verb="revoke"
                      isPending={revoking.isPending}
                      onRemove={() => revoking.submit(id)}
                    />
                  ),
                },
              ]}
            />
          )
        }
      </PageState>
      {panel.name === 'new' && <NewTokenPanel onClose={panel.close} />}
    </Page>
  );
}
