import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useIntl } from 'react-intl';
import { bookingMoveQuery, bookingPreviewQuery } from '../../../api/bookings';
import { environmentQuery } from '../../../api/environments';
import { Problem } from '../../../api/problem';
import type { BookingPreview, NewBooking } from '../../../api/types';
import { useText } from '../../../i18n/text';
import { instantOf } from '../../../time/local';
import { formatClock, localDayOf, type Span } from '../../../timeline/core/days';
import type { Edit, Grip, Part } from '../../../timeline/core/edit';
import type { Row } from '../../../timeline/core/tree';
import type { PlanGhost, TimelineEditing } from '../../../timeline/view/types';
import { USUAL } from '../wanted';
import type { Wanted } from './asked';
import { HoldCard } from './HoldCard';
import type { SlotTable } from './resources';
import { timesText } from './words';

interface HoldOptions {
  rows: readonly Row[];
  slots: SlotTable | undefined;
  zone: string;
  /** What the panel beside the timeline is about to ask for: a new booking, or another time of one. */
  wanted: Wanted | null;
  /** Where a new booking is wanted. */
  onDrawn: (wanted: Wanted) => void;
  /** When a booking is wanted instead. */
  onMoved: (wanted: Wanted) => void;
}

/** Something that rests where it was dragged. */
interface Rest {
  readonly wanted: Wanted;
  readonly edit: Edit;
}

const NO_GHOSTS: PlanGhost[] = [];
const NOTHING = {} as NewBooking;

/**
 * Drawing a time on an environment, and dragging one that is booked to another: what stands against it is asked while
 * it rests, and dropped it opens what has to be said to do it.
 */
export function useHold(options: HoldOptions): TimelineEditing {
  const { rows, zone, wanted } = options;
  const text = useText();
  const { locale } = useIntl();
  const [rest, setRest] = useState<Rest | null>(null);
  const drawn = rest?.edit.part.kind === 'stretch' ? rest.wanted : null;
  const moved = rest?.edit.part.kind === 'slot' ? rest : null;
  const environment = useQuery({ ...environmentQuery(drawn?.of ?? ''), enabled: drawn !== null }).data;
  const body: NewBooking | null =
    drawn && environment
      ? {
          ...USUAL,
          title: text('bookings.new'),
          portfolio: environment.portfolio.id,
          place: { environment: environment.id },
          start: drawn.start,
          end: drawn.end,
        }
      : null;
  const anew = useQuery({ ...bookingPreviewQuery(body ?? NOTHING), enabled: body !== null });
  const instead = useQuery({
    ...bookingMoveQuery(moved?.wanted.of ?? '', moved ? changedBy(moved) : {}),
    enabled: moved !== null,
  });
  const asked = moved ? instead : anew;
  const preview = (moved || body) && !asked.isError ? asked.data : undefined;

  const latest = useRef(options);
  latest.current = options;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is made anew in every render but says the same
  const hold = useMemo(() => {
    const wantedOf = ({ part, after }: Edit): Wanted => ({
      of: part.kind === 'slot' ? part.id : part.release,
      start: instantOf(formatClock(after.start), zone),
      end: instantOf(formatClock(after.end), zone),
    });
    const wordsOf = ({ after }: Edit) => timesText(after, locale);
    return {
      canHold: ({ part, edge }: Grip) => {
        const movable = part.kind === 'slot' && latest.current.slots?.bookings.get(part.id)?.movable;
        return part.kind === 'stretch' || movable === 'whole' || (movable === 'end' && edge === 'end');
      },
      wordsOf,
      spokenOf: (edit: Edit) => text('bookings.drag.spoken', { name: edit.part.name, times: wordsOf(edit) }),
      words: {
        back: text('move.back'),
        fixedOf: (part: Part | null) => text(part ? 'bookings.drag.fixed' : 'bookings.draw.keys'),
      },
      onRest: (edit: Edit | null) => setRest(edit && { wanted: wantedOf(edit), edit }),
      onDrop: (edit: Edit) => {
        setRest(null);
        const { onDrawn, onMoved } = latest.current;
        (edit.part.kind === 'slot' ? onMoved : onDrawn)(wantedOf(edit));
      },
      onCancel: () => setRest(null),
    };
  }, [zone, locale]);

  const ghosts = useMemo(() => {
    if (rest) return preview ? clashesOf(preview, rest.edit.part.row, rows) : NO_GHOSTS;
    return wanted ? ghostsOf(wanted, rows, zone) : NO_GHOSTS;
  }, [rest, preview, rows, wanted, zone]);
  const isMove = moved !== null;
  return useMemo(() => {
    const problem = asked.error instanceof Problem ? asked.error : null;
    const card = rest && <HoldCard preview={preview} problem={problem} isMove={isMove} />;
    return { ...hold, ghosts, card };
  }, [hold, ghosts, rest, preview, isMove, asked.error]);
}

/** Only the ends that are elsewhere: what is in use keeps its begin to the second. */
function changedBy({ wanted, edit }: Rest): { start?: string; end?: string } {
  const { span } = edit.part;
  return {
    ...(edit.after.start === span.start ? {} : { start: wanted.start }),
    ...(edit.after.end === span.end ? {} : { end: wanted.end }),
  };
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

/** Where the panel would put it, wherever the environment or the booking is shown. */
function ghostsOf({ of, start, end }: Wanted, rows: readonly Row[], zone: string): PlanGhost[] {
  const span = { start: localDayOf(Date.parse(start), zone), end: localDayOf(Date.parse(end), zone) };
  return rows.flatMap((row) => {
    if (row.type !== 'resource') return [];
    const { resource } = row;
    const lane = resource.id === of ? 0 : resource.lanes[resource.slots.findIndex(({ id }) => id === of)];
    return lane === undefined ? [] : [ghostOf(row.id, `wanted ${row.id}`, span, lane, null)];
  });
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
