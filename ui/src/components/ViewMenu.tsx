import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { sessionQuery } from '../api/session';
import type { SavedView, ViewState } from '../api/types';
import { viewList } from '../api/views';
import { useText } from '../i18n/text';
import { Disclosure, disclosureItem, disclosureNote } from './Disclosure';
import { Icon } from './Icon';

const ViewPanel = lazy(() => import('./ViewPanel'));
const FeedPanel = lazy(() => import('./FeedPanel'));

/** The screens whose views show releases: a calendar program can show those too. */
const FED = ['calendar', 'releases'];

/** What of an address is no part of a view: what is open beside it. */
const PASSING = ['panel', 'release', 'marker'];

function stateOf(search: Record<string, unknown>): ViewState {
  return Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) =>
      value === undefined || PASSING.includes(name) ? [] : [[name, String(value)]],
    ),
  );
}

const sameState = (one: Record<string, unknown>, other: Record<string, unknown>): boolean =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

/** The saved views of a screen: opens one, saves what is shown, changes one's own. */
export function ViewMenu({ screen }: { screen: string }) {
  const text = useText();
  const navigate = useNavigate();
  const search: Record<string, unknown> = useSearch({ strict: false });
  const views = useQuery(viewList(screen)).data;
  const own = useQuery(sessionQuery).data?.person.id;
  const [edited, setEdited] = useState<SavedView | 'new' | null>(null);
  const [subscribed, setSubscribed] = useState<SavedView | null>(null);
  const [cameWithNothing] = useState(() => Object.keys(search).length === 0);
  const [hasOpened, setOpened] = useState(!cameWithNothing);
  const state = stateOf(search);
  const current = views?.find((view) => sameState(view.state, state));

  useEffect(() => {
    if (hasOpened || views === undefined) return;
    setOpened(true);
    const preferred = views.find((view) => view.preferred && view.owner.id === own);
    if (preferred) void navigate({ to: '.', search: preferred.state, replace: true });
  }, [hasOpened, navigate, own, views]);

  return (
    <>
      <Disclosure
        button={(props) => (
          <Button variant="default" leftSection={<Icon name="views" size={14} />} {...props}>
            {current ? current.name : text('views.title')}
          </Button>
        )}
      >
        {(close) => (
          <>
            {views?.length === 0 && <span className={disclosureNote}>{text('views.none')}</span>}
            {views?.map((view) => (
              <button
                key={view.id}
                type="button"
                className={disclosureItem}
                aria-current={view === current || undefined}
                onClick={() => {
                  close();
                  void navigate({ to: '.', search: view.state });
                }}
              >
                {view.name}
                {view.portfolio && ` · ${view.portfolio.name}`}
              </button>
            ))}
            <button
              type="button"
              className={disclosureItem}
              onClick={() => {
                close();
                setEdited('new');
              }}
            >
              {text('views.save')}
            </button>
            {current && FED.includes(screen) && (
              <button
                type="button"
                className={disclosureItem}
                onClick={() => {
                  close();
                  setSubscribed(current);
                }}
              >
                {text('feeds.title', { name: current.name })}
              </button>
            )}
            {current && current.owner.id === own && (
              <button
                type="button"
                className={disclosureItem}
                onClick={() => {
                  close();
                  setEdited(current);
                }}
              >
                {text('action.editOf', { name: current.name })}
              </button>
            )}
          </>
        )}
      </Disclosure>
      {subscribed && (
        <Suspense>
          <FeedPanel
            key={subscribed.id}
            subject={{ kind: 'view', id: subscribed.id, name: subscribed.name }}
            onClose={() => setSubscribed(null)}
          />
        </Suspense>
      )}
      {edited && (
        <Suspense>
          <ViewPanel
            key={edited === 'new' ? 'new' : edited.id}
            screen={screen}
            state={state}
            view={edited === 'new' ? null : edited}
            onClose={() => setEdited(null)}
          />
        </Suspense>
      )}
    </>
  );
}
