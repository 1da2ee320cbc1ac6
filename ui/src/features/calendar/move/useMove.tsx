import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useIntl } from 'react-intl';
import { type Pending, useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { movePlan, movePreviewQuery } from '../../../api/moves';
import type { Problem } from '../../../api/problem';
import type { Calendar, PlanAnswer, PlanMove } from '../../../api/types';
import { dayText, spanText } from '../../../components/timeline/words';
import { useText } from '../../../i18n/text';
import { parseDay, type Span } from '../../../timeline/core/days';
import { type Edit, type Grip, stepsOf } from '../../../timeline/core/edit';
import type { PlanGhost, TimelineEditing } from '../../../timeline/view/types';
import { ghostsOf, subjectItem, sumOf } from './answer';
import { MoveCard } from './MoveCard';
import { useMoved } from './useMoved';
import { daysOf, moveOf, type Subject, subjectsOf, type Wish, wishOf, wishOfEdit } from './wish';

/** A move that is being thought about in the panel. */
export interface OpenMove {
  /** Another number each time it is opened: then the panel takes the focus. */
  opened: number;
  wish: Wish;
  change: (changes: Partial<Wish>) => void;
  /** Something else of the same release is to move. */
  choose: (subject: Subject) => void;
  /** What it would do; that of the wish before while the new one is asked. */
  answer: PlanAnswer | null;
  isAsking: boolean;
  /** Why the server could not say what it would do. */
  problem: Problem | null;
  /** Somebody moved the release after one saw it: its days are to be looked at again. */
  isStale: boolean;
  lookAgain: () => void;
  apply: () => void;
  applying: Pending<Applied>;
  close: () => void;
}

interface Applied {
  release: string;
  rev: number;
  body: PlanMove;
}

/** A drag that rests: what it asks for, and where it is drawn. */
interface Rest {
  wish: Wish;
  drawn: Span;
}

const NO_GHOSTS: PlanGhost[] = [];

/** Moving things of the calendar: what the timeline shows of it, and what the panel asks. */
export function useMove(calendar: Calendar | undefined): {
  editing: TimelineEditing;
  open: OpenMove | null;
  /** Opens the panel for a release, or a part of it, with the days as they are; false when that is not shown. */
  begin: (release: string, part?: string) => boolean;
} {
  const text = useText();
  const { locale } = useIntl();
  const queries = useQueryClient();
  // Where a drag rests now, and what the panel is about. The first hides the second for as long.
  const [rest, setRest] = useState<Rest | null>(null);
  const [wish, setWish] = useState<Wish | null>(null);
  const resting = rest?.wish ?? null;
  const [opened, setOpened] = useState(0);
  const asked = resting ?? wish;
  const body = asked && moveOf(asked);
  const preview = useQuery({
    ...movePreviewQuery(asked?.release ?? '', body ?? {}),
    enabled: body !== null,
    // What another release would do says nothing about this one.
    placeholderData: (before, query) =>
      resting === null && query?.queryKey[2] === asked?.release ? before : undefined,
    retry: false,
  });
  const answer = body !== null && !preview.isError ? (preview.data ?? null) : null;

  const moved = useMoved();
  const applying = useChange({
    change: ({ release, rev, body }: Applied, key) => movePlan(release, rev, body, key),
    refresh: [keys.all('releases'), keys.all('calendar')],
    onDone: (done) => {
      if (wish) moved(done, wish.subject);
      setWish(null);
    },
  });
  const { reset } = applying;
  const isStale =
    wish !== null &&
    resting === null &&
    (applying.problem?.isStale === true ||
      (answer !== null && !preview.isPlaceholderData && answer.rev !== wish.rev));
  // The page reads again what is not as it was drawn.
  useEffect(() => {
    if (isStale) void queries.invalidateQueries({ queryKey: keys.all('calendar') });
  }, [isStale, queries]);

  const isBlocked = answer !== null && sumOf(answer).blocks > 0;
  const ghosts = useMemo(() => {
    if (!asked || !calendar) return NO_GHOSTS;
    if (resting) return answer ? ghostsOf(answer, calendar, asked.subject) : NO_GHOSTS;
    if (isStale || isBlocked) return NO_GHOSTS;
    return answer ? ghostsOf(answer, calendar, asked.subject) : ghostOfWish(asked, calendar);
  }, [asked, resting, answer, calendar, isStale, isBlocked]);

  const releases = useMemo(
    () => new Map(calendar?.releases.map((release) => [release.id, release])),
    [calendar],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is made anew in every render but says the same
  const hold = useMemo(() => {
    const shown = ({ part, after }: Edit) =>
      part.kind === 'marker' && after.end - after.start === 1
        ? dayText(after.start, locale)
        : spanText(after, locale);
    const far = (edit: Edit) =>
      text('move.steps', { days: Math.abs(stepsOf(edit)), way: wayOf(stepsOf(edit)) });
    const wishFor = (edit: Edit) => {
      const release = releases.get(edit.part.release);
      return release ? wishOfEdit(release, edit) : null;
    };
    return {
      canHold: ({ part, edge }: Grip) => {
        const release = releases.get(part.release);
        const days = release && daysOf(release, part);
        if (!days) return false;
        if (edge === 'whole') return days.start !== null || days.end !== null;
        return part.kind !== 'marker' && days[edge] !== null;
      },
      wordsOf: (edit: Edit) => `${shown(edit)} · ${far(edit)}`,
      spokenOf: (edit: Edit) =>
        text('move.spoken', { name: edit.part.name, far: far(edit), days: shown(edit) }),
      words: { back: text('move.back'), fixedOf: () => text('move.fixed') },
      onRest: (edit: Edit | null) => {
        const wish = edit && wishFor(edit);
        setRest(wish && { wish, drawn: edit.after });
      },
      onDrop: (edit: Edit) => {
        setRest(null);
        reset();
        const next = wishFor(edit);
        setOpened((count) => count + 1);
        // A reason that was typed already is one for the same release dragged again.
        setWish(
          (before) => next && { ...next, reason: before?.release === next.release ? before.reason : '' },
        );
      },
      onCancel: () => setRest(null),
    };
  }, [releases, locale, reset]);

  const card = rest && <MoveCard answer={answer} subject={rest.wish.subject} drawn={rest.drawn} />;
  const editing: TimelineEditing = { ...hold, ghosts, card };

  const begin = (id: string, part = id) => {
    const release = releases.get(id);
    const subject = release && subjectsOf(release).find((one) => one.id === part);
    if (!subject) return false;
    reset();
    setOpened((count) => count + 1);
    setWish(wishOf(release, subject));
    return true;
  };

  const open: OpenMove | null = wish && {
    opened,
    wish,
    change: (changes) => setWish((before) => before && { ...before, ...changes }),
    choose: (subject) => {
      const release = releases.get(wish.release);
      const next = release && wishOf(release, subject);
      reset();
      if (next) setWish({ ...next, reason: wish.reason });
    },
    answer: resting ? null : answer,
    isAsking: preview.isFetching,
    problem: body === null ? null : (preview.error as Problem | null),
    isStale,
    lookAgain: () => {
      const before = answer && subjectItem(answer, wish.subject)?.before;
      reset();
      setWish({ ...wish, rev: answer?.rev ?? wish.rev, before: before ?? wish.before });
    },
    apply: () => {
      if (!body || !answer) return;
      const reason = wish.reason.trim();
      applying.submit({
        release: wish.release,
        rev: wish.rev,
        body: { ...body, ...(reason === '' ? {} : { reason }) },
      });
    },
    applying,
    close: () => {
      reset();
      setWish(null);
    },
  };
  return { editing, open, begin };
}

function wayOf(steps: number): string {
  return steps < 0 ? 'earlier' : steps > 0 ? 'later' : 'same';
}

/** Until the server has said it: the thing itself where one wants it. */
function ghostOfWish(wish: Wish, calendar: Calendar): PlanGhost[] {
  const body = moveOf(wish);
  if (!body) return NO_GHOSTS;
  const start = parseDay(body.start ?? wish.before.start ?? body.end ?? '');
  const last = parseDay(body.end ?? wish.before.end ?? body.start ?? '');
  if (start === null || last === null || last < start) return NO_GHOSTS;
  const { kind, id } = wish.subject;
  const milestones = calendar.releases.find((release) => release.id === wish.release)?.milestones;
  const marker = kind === 'marker' ? (milestones?.find((one) => one.id === id)?.kind ?? 'milestone') : null;
  const row = kind === 'phase' ? id : wish.release;
  return [{ id, row, orRow: wish.release, marker, span: { start, end: last + 1 }, trouble: null }];
}
