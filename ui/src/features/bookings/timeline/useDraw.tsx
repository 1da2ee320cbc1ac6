import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useIntl } from 'react-intl';
import { bookingPreviewQuery } from '../../../api/bookings';
import { environmentQuery } from '../../../api/environments';
import { Problem } from '../../../api/problem';
import type { BookingPreview, NewBooking } from '../../../api/types';
import { useText } from '../../../i18n/text';
import { instantOf } from '../../../time/local';
import { formatClock, localDayOf, type Span } from '../../../timeline/core/days';
import type { Edit } from '../../../timeline/core/edit';
import type { Row } from '../../../timeline/core/tree';
import type { PlanGhost, TimelineEditing } from '../../../timeline/view/types';
import { USUAL } from '../wanted';
import type { Wanted } from './asked';
import { DrawCard } from './DrawCard';
import { timesText } from './words';

interface DrawOptions {
  rows: readonly Row[];
  zone: string;
  /** What the panel beside the timeline is about to ask for. */
  wanted: Wanted | null;
  onWanted: (wanted: Wanted) => void;
}

/** A stretch that rests: in which row, and what it asks for. */
interface Rest extends Wanted {
  readonly row: string;
}

const NO_GHOSTS: PlanGhost[] = [];

/** Drawing a time on an environment: what stands against it is asked while it rests, and dropped it opens the form. */
export function useDraw({ rows, zone, wanted, onWanted }: DrawOptions): TimelineEditing {
  const text = useText();
  const { locale } = useIntl();
  const [rest, setRest] = useState<Rest | null>(null);
  const environment = useQuery({ ...environmentQuery(rest?.environment ?? ''), enabled: rest !== null }).data;
  const body: NewBooking | null =
    rest && environment
      ? {
          ...USUAL,
          title: text('bookings.new'),
          portfolio: environment.portfolio.id,
          place: { environment: environment.id },
          start: rest.start,
          end: rest.end,
        }
      : null;
  const asked = useQuery({ ...bookingPreviewQuery(body ?? ({} as NewBooking)), enabled: body !== null });
  const preview = body === null || asked.isError ? undefined : asked.data;

  const drop = useRef(onWanted);
  drop.current = onWanted;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is made anew in every render but says the same
  const hold = useMemo(() => {
    const wantedOf = ({ part, after }: Edit): Wanted => ({
      environment: part.release,
      start: instantOf(formatClock(after.start), zone),
      end: instantOf(formatClock(after.end), zone),
    });
    const wordsOf = ({ after }: Edit) => timesText(after, locale);
    return {
      canHold: () => true,
      wordsOf,
      spokenOf: wordsOf,
      words: { back: text('bookings.draw.back'), fixed: text('bookings.draw.keys') },
      onRest: (edit: Edit | null) => setRest(edit && { ...wantedOf(edit), row: edit.part.row }),
      onDrop: (edit: Edit) => {
        setRest(null);
        drop.current(wantedOf(edit));
      },
      onCancel: () => setRest(null),
    };
  }, [zone, locale]);

  const ghosts = useMemo(() => {
    if (rest) return preview ? clashesOf(preview, rest.row, rows) : NO_GHOSTS;
    return wanted ? ghostsOf(wanted, rows, zone) : NO_GHOSTS;
  }, [rest, preview, rows, wanted, zone]);
  return useMemo(() => {
    const problem = asked.error instanceof Problem ? asked.error : null;
    return { ...hold, ghosts, card: rest && <DrawCard preview={preview} problem={problem} /> };
  }, [hold, ghosts, rest, preview, asked.error]);
}

/** What already lies in the row and would clash. */
function clashesOf(preview: BookingPreview, id: string, rows: readonly Row[]): PlanGhost[] {
  const row = rows.find((one) => one.id === id);
  if (row?.type !== 'resource') return NO_GHOSTS;
  const against = new Set(
    preview.bookings.flatMap(({ clashes }) => clashes.flatMap((clash) => clash.with.map((one) => one.id))),
  );
  const { slots, lanes } = row.resource;
  return slots.flatMap((slot, index) =>
    against.has(slot.id) ? [ghostOf(id, slot.id, slot.span, lanes[index] ?? 0, 'blocks')] : [],
  );
}

/** Where the panel would put it, wherever the environment is shown. */
function ghostsOf({ environment, start, end }: Wanted, rows: readonly Row[], zone: string): PlanGhost[] {
  const span = { start: localDayOf(Date.parse(start), zone), end: localDayOf(Date.parse(end), zone) };
  return rows.flatMap((row) =>
    row.type === 'resource' && row.resource.id === environment
      ? [ghostOf(row.id, `wanted ${row.id}`, span, 0, null)]
      : [],
  );
}

function ghostOf(
  row: string,
  id: string,
  span: Span,
  lane: number,
  trouble: PlanGhost['trouble'],
): PlanGhost {
  return { id, row, lane, orRow: null, marker: null, span, trouble };
}
