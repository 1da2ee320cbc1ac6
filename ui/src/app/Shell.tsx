import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { inboxQuery } from '../api/inbox';
import { sessionQuery } from '../api/session';
import { Icon } from '../components/Icon';
import { Notices } from '../components/notices';
import { usePageActions } from '../components/pageActions';
import { PANEL_SLOT } from '../components/panelSlot';
import { useText } from '../i18n/text';
import { LiveProvider } from '../live/LiveProvider';
import { OVERLAYS } from '../theme/theme';
import { LiveIndicator } from './LiveIndicator';
import { destinationsOf } from './navigation';
import type { PaletteAction } from './Palette';
import { PersonMenu, useSignOut } from './PersonMenu';
import styles from './Shell.module.css';
import { StopBanner } from './StopBanner';
import { useShortcuts } from './useShortcuts';

const Palette = lazy(() => import('./Palette'));
const ShortcutList = lazy(() => import('./ShortcutList'));
const ConfirmDialog = lazy(async () => ({ default: (await import('./ConfirmDialog')).ConfirmDialog }));

type Overlay = 'palette' | 'shortcuts' | null;

export function Shell() {
  const text = useText();
  const navigate = useNavigate();
  const location = useLocation();
  const session = useQuery(sessionQuery).data;
  const leave = useSignOut();
  const pageActions = usePageActions();
  // To hold transitions Mantine would add a style element, which the content security policy forbids.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const scheme = useComputedColorScheme('light');
  const [overlay, setOverlay] = useState<Overlay>(null);
  const [isRailOpen, setRailOpen] = useState(false);

  const onPalette = useCallback(() => setOverlay('palette'), []);
  const onHelp = useCallback(() => setOverlay('shortcuts'), []);
  useShortcuts({ onPalette, onHelp });

  // biome-ignore lint/correctness/useExhaustiveDependencies: every new page closes the drawer of a phone
  useEffect(() => setRailOpen(false), [location.pathname]);

  // The address changes before the page does: once it is the door, nobody has to be sent there any more.
  const isSignedOut = session === null && location.pathname !== '/sign-in';
  useEffect(() => {
    if (isSignedOut) void navigate({ to: '/sign-in', search: { to: location.href } });
  }, [isSignedOut, navigate, location.href]);
  const isLacking = session != null && session.missing !== null;
  const isToShow = isLacking && location.pathname !== '/second-factor';
  useEffect(() => {
    if (isToShow) void navigate({ to: '/second-factor', search: { to: location.href } });
  }, [isToShow, navigate, location.href]);
  if (!session || isLacking) return null;

  const destinations = destinationsOf(session);
  const otherScheme = scheme === 'dark' ? 'light' : 'dark';
  const switchScheme = () => setColorScheme(otherScheme);
  const actions: PaletteAction[] = [
    ...pageActions,
    {
      id: 'new-release',
      name: text('releases.new'),
      icon: 'add',
      run: () => void navigate({ to: '/releases', search: { panel: 'new' } }),
    },
    {
      id: 'theme',
      name: text(`theme.to.${otherScheme}`),
      icon: scheme === 'dark' ? 'sun' : 'moon',
      run: switchScheme,
    },
    { id: 'shortcuts', name: text('shortcut.title'), icon: 'more', run: onHelp },
    { id: 'sign-out', name: text('person.signOut'), icon: 'people', run: () => void leave() },
  ];

  return (
    <LiveProvider>
      <div className={styles.shell}>
        <a href="#main" className={styles.skip}>
          {text('nav.skip')}
        </a>
        <nav className={styles.rail} aria-label={text('nav.label')} data-open={isRailOpen || undefined}>
          <Link to="/" className={styles.brand}>
            <img src="/favicon.svg" alt="" width={20} height={20} />
            {text('app.name')}
          </Link>
          <button type="button" className={styles.find} onClick={onPalette}>
            <Icon name="search" size={14} />
            {text('palette.open')}
            <kbd>{text('palette.keys')}</kbd>
          </button>
          {destinations.map((destination) => (
            <Link
              key={destination.to}
              to={destination.to}
              className={styles.item}
              activeOptions={{ exact: destination.to === '/', includeSearch: false }}
            >
              <Icon name={destination.icon} />
              {text(destination.text)}
              {destination.to === '/inbox' && <WaitingCount />}
            </Link>
          ))}
          <span className={styles.push} />
          <LiveIndicator />
          <button type="button" className={styles.item} onClick={switchScheme}>
            <Icon name={scheme === 'dark' ? 'sun' : 'moon'} />
            {text(`theme.to.${otherScheme}`)}
          </button>
          <button type="button" className={styles.item} onClick={onHelp}>
            <Icon name="more" />
            {text('shortcut.title')}
          </button>
          <PersonMenu session={session} />
        </nav>
        <main id="main" className={styles.main} tabIndex={-1}>
          <StopBanner />
          <div className={styles.content}>
            <Outlet />
          </div>
          <div id={OVERLAYS} />
        </main>
        <div id={PANEL_SLOT} className={styles.slot} />
        <nav className={styles.bar} aria-label={text('nav.label')}>
          {destinations
            .filter((destination) => destination.onPhone)
            .map((destination) => (
              <Link
                key={destination.to}
                to={destination.to}
                className={styles.item}
                activeOptions={{ exact: destination.to === '/', includeSearch: false }}
              >
                <Icon name={destination.icon} size={20} />
                {text(destination.text)}
                {destination.to === '/inbox' && <WaitingCount />}
              </Link>
            ))}
          <button type="button" className={styles.item} onClick={onPalette}>
            <Icon name="search" size={20} />
            {text('palette.open')}
          </button>
          <button
            type="button"
            className={styles.item}
            aria-expanded={isRailOpen}
            onClick={() => setRailOpen((before) => !before)}
          >
            <Icon name="menu" size={20} />
            {text('nav.more')}
          </button>
        </nav>
      </div>
      <Notices />
      <Suspense>
        <ConfirmDialog />
        {overlay === 'palette' && <Palette actions={actions} onClose={() => setOverlay(null)} />}
        {overlay === 'shortcuts' && <ShortcutList onClose={() => setOverlay(null)} />}
      </Suspense>
    </LiveProvider>
  );
}

/** Beyond it nobody counts. */
const MANY = 99;

/** How many things wait for the reader. */
function WaitingCount() {
  const text = useText();
  const count = useQuery(inboxQuery()).data?.length ?? 0;
  if (count === 0) return null;
  return (
    <span className={styles.count}>
      <span aria-hidden="true">{count > MANY ? `${MANY}+` : count}</span>
      <span className="visually-hidden">{text('inbox.count', { count })}</span>
    </span>
  );
}
