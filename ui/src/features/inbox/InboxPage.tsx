import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { inboxQuery } from '../../api/inbox';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { useText } from '../../i18n/text';
import { InboxList } from './InboxList';

/** Everything that waits for the reader, each with what they need to decide it. */
export function InboxPage() {
  const text = useText();
  const query = useQuery(inboxQuery());
  return (
    <Page title={text('nav.inbox')} actions={<Link to="/approvals">{text('board.open')}</Link>}>
      <PageState query={query}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={text('inbox.none')} detail={text('inbox.none.next')} />
          ) : (
            <InboxList items={items} />
          )
        }
      </PageState>
    </Page>
  );
}
