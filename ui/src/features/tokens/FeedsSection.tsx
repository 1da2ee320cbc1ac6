import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { feedList } from '../../api/feeds';
import type { Feed } from '../../api/types';
import { RevokeFeed } from '../../components/FeedPanel';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { RefLink } from '../../components/RefLink';
import { TimeText } from '../../components/Time';
import { useText } from '../../i18n/text';

/** Every address that calendar programs have from this person, and what it tells of. */
export function FeedsSection() {
  const text = useText();
  const feeds = useQuery(feedList());
  return (
    <PageState query={feeds}>
      {(items) => (
        <Section title={text('feeds.all')} empty={items.length === 0 && text('feeds.all.none')}>
          <PlainTable<Feed>
            caption={text('feeds.all')}
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              { id: 'name', header: text('column.name'), size: 'wide', cell: ({ name }) => name },
              {
                id: 'of',
                header: text('feeds.of'),
                size: 'clip',
                leaves: 'notOnPhone',
                cell: (feed) => <Subject feed={feed} />,
              },
              {
                id: 'hint',
                header: text('feeds.hint'),
                leaves: 'notOnPhone',
                cell: ({ hint }) => <code>{hint}…</code>,
              },
              {
                id: 'created',
                header: text('tokens.created'),
                leaves: 'notOnPhone',
                cell: ({ created_at }) => <TimeText at={created_at} />,
              },
              {
                id: 'actions',
                header: text('column.actions'),
                cell: (feed) => <RevokeFeed feed={feed} />,
              },
            ]}
          />
        </Section>
      )}
    </PageState>
  );
}

function Subject({ feed }: { feed: Feed }) {
  const text = useText();
  if (feed.release) return <RefLink kind="release" reference={feed.release} />;
  if (feed.portfolio) return <RefLink kind="portfolio" reference={feed.portfolio} />;
  if (feed.view) {
    const to = feed.view.screen === 'calendar' ? '/' : '/releases';
    return <Link to={to}>{text('feeds.view', { name: feed.view.name })}</Link>;
  }
  return <span className="faint">{text('feeds.gone')}</span>;
}
