import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { revokeToken, tokenList } from '../../api/organisation';
import { Icon } from '../../components/Icon';
import { NewTokenPanel } from '../../components/NewTokenPanel';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { ProblemAlert } from '../../components/ProblemAlert';
import { TokenTable } from '../../components/TokenTable';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { FeedsSection } from './FeedsSection';

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
            <TokenTable tokens={items} isPending={revoking.isPending} onRevoke={revoking.submit} />
          )
        }
      </PageState>
      <FeedsSection />
      {panel.name === 'new' && <NewTokenPanel onClose={panel.close} />}
    </Page>
  );
}
