import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../api/change';
import { createFeed, feedList, refreshFeeds, revokeFeed } from '../api/feeds';
import type { Feed } from '../api/types';
import { useText } from '../i18n/text';
import styles from './FeedPanel.module.css';
import { Icon } from './Icon';
import { notify } from './notices';
import { ProblemAlert } from './ProblemAlert';
import { RemoveButton } from './RemoveButton';
import { SidePanel } from './SidePanel';
import { TimeText } from './Time';

/** What a calendar program can subscribe to. */
export interface FeedSubject {
  kind: 'portfolio' | 'release' | 'view';
  id: string;
  name: string;
}

/** Addresses for calendar programs: what they show, a new one, and those there are, to be taken back. */
export default function FeedPanel({ subject, onClose }: { subject: FeedSubject; onClose: () => void }) {
  const text = useText();
  const [path, setPath] = useState<string | null>(null);
  const create = useChange({
    change: (of: Record<string, string>, key) => createFeed(of, key),
    refresh: refreshFeeds,
    onDone: (created) => setPath(created.path),
  });
  return (
    <SidePanel title={text('feeds.title', { name: subject.name })} onClose={onClose}>
      <div className={styles.panel}>
        <p>{text(`feeds.what.${subject.kind}`)}</p>
        <p className="faint">{text('feeds.eyes')}</p>
        {create.problem && <ProblemAlert problem={create.problem} />}
        {path === null ? (
          <Button
            leftSection={<Icon name="add" size={14} />}
            loading={create.isPending}
            data-autofocus
            onClick={() => create.submit({ [subject.kind]: subject.id })}
          >
            {text('feeds.create')}
          </Button>
        ) : (
          <Address path={path} />
        )}
        <OwnFeeds subject={subject} />
      </div>
    </SidePanel>
  );
}

/** The only moment at which anyone sees it. */
function Address({ path }: { path: string }) {
  const text = useText();
  const clipboard = useClipboard();
  const address = `${window.location.origin}${path}`;
  return (
    <section className={styles.address} aria-label={text('feeds.address')} aria-live="polite">
      <p>{text('feeds.once')}</p>
      <code>{address}</code>
      <div className={styles.ways}>
        <Button leftSection={<Icon name="copy" size={14} />} onClick={() => clipboard.copy(address)}>
          {text(clipboard.copied ? 'action.copied' : 'action.copy')}
        </Button>
        <Button component="a" variant="default" href={address.replace(/^https?:/, 'webcal:')}>
          {text('feeds.open')}
        </Button>
      </div>
    </section>
  );
}

function OwnFeeds({ subject }: { subject: FeedSubject }) {
  const text = useText();
  const feeds = useQuery(feedList()).data?.filter((feed) => feed[subject.kind]?.id === subject.id);
  if (feeds === undefined) return null;
  return (
    <section className={styles.own} aria-label={text('feeds.own')}>
      <h3>{text('feeds.own')}</h3>
      {feeds.length === 0 ? (
        <p className="faint">{text('feeds.none')}</p>
      ) : (
        <ul>
          {feeds.map((feed) => (
            <li key={feed.id}>
              <span>
                <code>{feed.hint}…</code>{' '}
                <span className="faint">
                  <TimeText at={feed.created_at} />
                </span>
              </span>
              <RevokeFeed feed={feed} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export function RevokeFeed({ feed }: { feed: Feed }) {
  const text = useText();
  const revoke = useChange({
    change: (id: string) => revokeFeed(id),
    refresh: refreshFeeds,
    onDone: () => notify(text('feeds.revoked', { hint: feed.hint })),
  });
  return (
    <>
      <RemoveButton
        name={`${feed.hint}…`}
        verb="revoke"
        isPending={revoke.isPending}
        onRemove={() => revoke.submit(feed.id)}
      />
      {revoke.problem && <ProblemAlert problem={revoke.problem} />}
    </>
  );
}
