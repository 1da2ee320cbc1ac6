import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import { searchQuery } from '../api/journal';
import type { BookingState, SearchHit } from '../api/types';
import { Icon, type IconName } from '../components/Icon';
import { useText } from '../i18n/text';
import { Dialog } from './Dialog';
import { destinations } from './navigation';
import styles from './Palette.module.css';

export interface PaletteAction {
  id: string;
  name: string;
  icon: IconName;
  detail?: string;
  run: () => void;
}

interface PaletteProps {
  actions: PaletteAction[];
  onClose: () => void;
}

const DEBOUNCE_MS = 120;

const HIT_PAGE = {
  release: '/releases/$key',
  system: '/systems/$key',
  portfolio: '/portfolios/$key',
  release_type: '/admin/release-types/$key',
  release_template: '/templates/$key',
  environment: '/environments/$key',
} as const;
const HIT_ICON: Record<string, IconName> = {
  release: 'releases',
  system: 'systems',
  portfolio: 'portfolios',
  window: 'pause',
  release_template: 'copy',
  working_calendar: 'calendar',
  person: 'people',
  team: 'people',
  phase: 'calendar',
  milestone: 'gate',
  activity: 'activity',
  environment: 'environments',
  booking: 'bookings',
};

const isPaged = (kind: string): kind is keyof typeof HIT_PAGE => kind in HIT_PAGE;

export default function Palette({ actions, onClose }: PaletteProps) {
  const text = useText();
  const navigate = useNavigate();
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [selected, setSelected] = useState(0);
  const [asked] = useDebouncedValue(typed.trim(), DEBOUNCE_MS);
  const hits = useQuery({ ...searchQuery(asked), enabled: asked !== '', placeholderData: keepPreviousData });

  const goTo = (hit: SearchHit) => {
    if (isPaged(hit.kind)) return navigate({ to: HIT_PAGE[hit.kind], params: { key: hit.key } });
    if (hit.kind === 'activity' && hit.about)
      return navigate({ to: '/releases/$key/activities', params: { key: hit.about.key } });
    if (hit.kind === 'window') return navigate({ to: '/windows', search: { panel: `window:${hit.id}` } });
    if (hit.kind === 'booking') return navigate({ to: '/bookings', search: { panel: `booking:${hit.id}` } });
    if (hit.kind === 'working_calendar')
      return navigate({ to: '/admin/working-calendars', search: { panel: `calendar:${hit.id}` } });
    if (hit.about) return navigate({ to: '/releases/$key', params: { key: hit.about.key } });
    return navigate({
      to: '/people',
      search: { q: hit.name, list: hit.kind === 'team' ? 'teams' : undefined },
    });
  };

  const detailOf = (hit: SearchHit) =>
    hit.kind === 'booking'
      ? text(`bookings.state.${hit.detail as BookingState}`)
      : [hit.about?.key, hit.key || hit.detail].filter(Boolean).join(' · ');

  const wanted = typed.trim().toLowerCase();
  const own: PaletteAction[] = [
    ...destinations.map((destination) => ({
      id: destination.to,
      name: text(destination.text),
      icon: destination.icon,
      detail: text('palette.go', { key: destination.key }),
      run: () => void navigate({ to: destination.to }),
    })),
    ...actions,
  ].filter((action) => action.name.toLowerCase().includes(wanted));
  const found: PaletteAction[] =
    asked === '' || wanted === ''
      ? []
      : (hits.data ?? []).map((hit) => ({
          id: hit.id,
          name: hit.name,
          icon: HIT_ICON[hit.kind] ?? 'search',
          detail: detailOf(hit),
          run: () => void goTo(hit),
        }));
  const items = [...found, ...own];
  const current = items[Math.min(selected, items.length - 1)];

  useEffect(() => {
    if (current) document.getElementById(`${listId}-${current.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [current, listId]);

  function run(item: PaletteAction | undefined) {
    if (item === undefined) return;
    onClose();
    item.run();
  }

  return (
    <Dialog label={text('palette.label')} onClose={onClose}>
      <div className={styles.palette}>
        <input
          className={styles.input}
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={current && `${listId}-${current.id}`}
          aria-autocomplete="list"
          aria-label={text('palette.label')}
          placeholder={text('palette.placeholder')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setSelected(0);
          }}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (step !== undefined && items.length > 0) {
              event.preventDefault();
              setSelected(
                (before) => (Math.min(before, items.length - 1) + step + items.length) % items.length,
              );
            }
            if (event.key === 'Enter') run(current);
          }}
        />
        <div className={styles.list} role="listbox" id={listId} aria-label={text('palette.label')}>
          {items.map((item, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the text box, which keeps the focus
            <div
              key={item.id}
              id={`${listId}-${item.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={item === current}
              className={styles.item}
              onMouseMove={() => setSelected(index)}
              onClick={() => run(item)}
            >
              <Icon name={item.icon} />
              <span>{item.name}</span>
              {item.detail && <span className={styles.detail}>{item.detail}</span>}
            </div>
          ))}
        </div>
        {items.length === 0 && (
          <p className={styles.note} role="status">
            {text(hits.isFetching ? 'state.loading' : 'palette.nothing')}
          </p>
        )}
      </div>
    </Dialog>
  );
}
