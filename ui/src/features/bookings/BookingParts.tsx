import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { environmentQuery } from '../../api/environments';
import { Icon } from '../../components/Icon';
import { PageState } from '../../components/PageState';
import { SidePanel } from '../../components/SidePanel';
import { useFilters, usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { localOf } from '../../time/local';
import styles from './Bookings.module.css';
import { wantedIn } from './timeline/asked';
import { SWITCHED } from './view';

// Nothing is open at first.
const BookingPanel = lazy(async () => ({ default: (await import('./BookingPanel')).BookingPanel }));
const NewBookingPanel = lazy(async () => ({ default: (await import('./NewBookingPanel')).NewBookingPanel }));

const VIEWS = ['timeline', 'list'] as const;

/** The same bookings as a timeline or as a list. */
export function ViewSwitch({ view }: { view: (typeof VIEWS)[number] }) {
  const text = useText();
  const [, show] = useFilters(SWITCHED);
  return (
    <fieldset className={styles.views} aria-label={text('bookings.view')}>
      {VIEWS.map((one) => (
        <Button
          key={one}
          variant={view === one ? 'light' : 'subtle'}
          aria-pressed={view === one}
          onClick={() => show({ view: one === 'list' ? one : undefined, q: undefined })}
        >
          {text(`bookings.view.${one}`)}
        </Button>
      ))}
    </fieldset>
  );
}

export function NewBookingButton() {
  const text = useText();
  const { open } = usePanel();
  return (
    <Button leftSection={<Icon name="add" size={14} />} onClick={() => open('new')}>
      {text('bookings.new')}
    </Button>
  );
}

/** Whatever the address says is open beside the bookings. */
export function BookingPanels() {
  return (
    <Suspense>
      <OpenPanel />
    </Suspense>
  );
}

function OpenPanel() {
  const { name, subject, open, close } = usePanel();
  if (name === 'new' && subject) return <NewBookingThere key={subject} subject={subject} onClose={close} />;
  if (name === 'new') return <NewBookingPanel onClose={close} />;
  if (name === 'booking' && subject) {
    const wanted = wantedIn(subject);
    const id = wanted?.of ?? subject;
    const done = () => {
      if (wanted) open('booking', id);
    };
    return <BookingPanel key={subject} id={id} wanted={wanted} onDone={done} onClose={close} />;
  }
  return null;
}

/** Asks for the environment that the address names, at the times it names if it does. */
function NewBookingThere({ subject, onClose }: { subject: string; onClose: () => void }) {
  const text = useText();
  const wanted = wantedIn(subject);
  const query = useQuery(environmentQuery(wanted?.of ?? subject));
  const environment = query.data;
  if (!environment) {
    return (
      <SidePanel title={text('bookings.new')} onClose={onClose}>
        <PageState query={query}>{() => null}</PageState>
      </SidePanel>
    );
  }
  const times = wanted && {
    start_local: localOf(wanted.start, environment.zone),
    end_local: localOf(wanted.end, environment.zone),
  };
  return <NewBookingPanel environment={environment} times={times ?? undefined} onClose={onClose} />;
}
