import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { type TextId, useText } from '../../i18n/text';
import { useRelease } from './ReleaseContext';
import styles from './ReleasePage.module.css';

const SECTIONS = [
  { to: '/releases/$key', text: 'release.plan' },
  { to: '/releases/$key/activities', text: 'release.activities' },
  { to: '/releases/$key/systems', text: 'release.systems' },
  { to: '/releases/$key/people', text: 'release.people' },
  { to: '/releases/$key/dependencies', text: 'release.dependencies' },
  { to: '/releases/$key/raid', text: 'release.raid' },
  { to: '/releases/$key/comments', text: 'release.comments' },
  { to: '/releases/$key/attachments', text: 'release.attachments' },
  { to: '/releases/$key/members', text: 'release.members' },
  { to: '/releases/$key/matrix', text: 'release.matrix' },
  { to: '/releases/$key/baselines', text: 'release.baselines' },
  { to: '/releases/$key/activity', text: 'release.feed' },
] as const;

const OF_TRAINS: TextId[] = ['release.members', 'release.matrix'];

export function SectionLinks() {
  const text = useText();
  const release = useRelease();
  const tabs = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone the row of links is wider than the screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the current link changes with the path
  useEffect(() => {
    tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [pathname]);
  const shown = SECTIONS.filter(({ text: id }) => !OF_TRAINS.includes(id) || release.kind === 'train');
  return (
    <nav ref={tabs} className={styles.tabs} aria-label={text('release.sections')}>
      {shown.map((section) => (
        <Link
          key={section.to}
          to={section.to}
          params={{ key: release.key }}
          className={styles.tab}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {text(section.text)}
          {section.text === 'release.members' && ` ${release.member_count}`}
        </Link>
      ))}
    </nav>
  );
}
