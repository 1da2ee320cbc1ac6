import { queryOptions, replaceEqualDeep } from '@tanstack/react-query';
import { answerOf, api, idempotent, matching } from './client';
import { type Filters, keys } from './keys';
import { type List, pagesOf, pagesOfPart } from './lists';
import { queryClient } from './queries';
import { spaced } from './spaced';
import type {
  NewRun,
  NewRunIssue,
  Run,
  RunBoard,
  RunChange,
  RunForecast,
  RunIssue,
  RunIssueChange,
  RunReport,
  RunTaskDetail,
} from './types';

export const runFilters = ['q', 'kind', 'status', 'plan', 'release', 'open'] as const;

const RUNS: List<Run> = {
  noun: 'runs',
  read: (query, signal) => api.GET('/runs', { params: { query }, signal }),
};

export const runPages = (filters: Filters) => pagesOf(RUNS, filters);

/** What reads a run now, and what is to read it after that. */
interface Reading {
  now: Promise<RunBoard>;
  next: Promise<RunBoard> | null;
}
const readings = new Map<string, Reading>();

function readNow(run: string): Promise<RunBoard> {
  const now = answerOf(api.GET('/runs/{run}', { params: { path: { run } } })) as Promise<RunBoard>;
  const reading: Reading = { now, next: null };
  readings.set(run, reading);
  const over = () => {
    if (readings.get(run) === reading && reading.next === null) readings.delete(run);
  };
  now.then((board) => {
    queryClient.setQueryData(keys.one('runs', run), board);
    over();
  }, over);
  return now;
}

/**
 * While a run goes on its events come in bursts, and each makes the board out of date. One reading at a time: whoever asks
 * meanwhile shares the next one, and each is shown as soon as it is there.
 */
export function readRun(run: string): Promise<RunBoard> {
  const reading = readings.get(run);
  if (reading === undefined) return readNow(run);
  const again = () => readNow(run);
  reading.next ??= reading.now.then(again, again);
  return reading.next;
}

/** What each reading was made of: it comes twice, at once and to whoever asked, and is compared with the last but once. */
const shared = new WeakMap<WeakKey, unknown>();

export const runQuery = (run: string) =>
  queryOptions({
    queryKey: keys.one('runs', run),
    queryFn: () => readRun(run),
    structuralSharing: (before, after) => {
      const made = shared.get(after as object) ?? replaceEqualDeep(before, after);
      shared.set(after as object, made);
      return made;
    },
  });

const forecastKey = (run: string) => keys.part('runs', run, 'forecast');
/** A forecast takes the server some work, and is looked at, not acted on: not anew for each event of a burst. */
const FORECAST_LEAST_MS = 5_000;
const forecasts = new Map<string, () => Promise<RunForecast>>();

function forecastReader(run: string): () => Promise<RunForecast> {
  const known = forecasts.get(run);
  if (known) return known;
  const read = spaced(async () => {
    const answer = api.GET('/runs/{run}/forecast', { params: { path: { run } } });
    const forecast = (await answerOf(answer)) as RunForecast;
    // Whoever asked may have been told meanwhile that it is out of date, and waits for the next.
    queryClient.setQueryData(forecastKey(run), forecast);
    return forecast;
  }, FORECAST_LEAST_MS);
  forecasts.set(run, read);
  return read;
}

export const runForecastQuery = (run: string) =>
  queryOptions({ queryKey: forecastKey(run), queryFn: forecastReader(run) });

export const runReportQuery = (run: string) =>
  queryOptions({
    queryKey: keys.part('runs', run, 'report'),
    queryFn: ({ signal }): Promise<RunReport> =>
      answerOf(api.GET('/runs/{run}/report', { params: { path: { run } }, signal })),
  });

export const runTaskQuery = (run: string, task: number) =>
  queryOptions({
    queryKey: keys.part('runs', run, 'tasks', String(task)),
    queryFn: ({ signal }): Promise<RunTaskDetail> =>
      answerOf(api.GET('/runs/{run}/tasks/{task}', { params: { path: { run, task } }, signal })),
  });

/** What happened to it and its tasks, the latest first. */
export const runEventPages = (run: string) =>
  pagesOfPart(keys.part('runs', run, 'events'), (query, signal) =>
    api.GET('/journal', { params: { query: { ...query, subject: run } }, signal }),
  );

/** What was told of its issues. */
export const runIssueEvents = (run: string, kind: 'run_issue.raised' | 'run_issue.decided') =>
  queryOptions({
    queryKey: keys.part('runs', run, 'events', kind),
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/journal', { params: { query: { about: run, kind, limit: 200 } }, signal })))
        .items,
  });

export function planRun(body: NewRun, key: string): Promise<RunBoard> {
  return answerOf(api.POST('/runs', { body, ...idempotent(key) }));
}

export function changeRun({ id, rev }: Pick<Run, 'id' | 'rev'>, body: RunChange): Promise<RunBoard> {
  return answerOf(api.PATCH('/runs/{run}', { params: { path: { run: id }, header: matching(rev) }, body }));
}

export type RunTurn = 'start' | 'pause' | 'resume' | 'abort' | 'complete';

export function turnRun(
  run: string,
  turn: RunTurn,
  reason: string | undefined,
  key: string,
): Promise<RunBoard> {
  return answerOf(
    api.POST(`/runs/{run}/${turn}`, { params: { path: { run } }, body: { reason }, ...idempotent(key) }),
  );
}

export function rollBack(run: string, branch: string, reason: string, key: string): Promise<RunBoard> {
  return answerOf(
    api.POST('/runs/{run}/roll-back', {
      params: { path: { run } },
      body: { branch, reason },
      ...idempotent(key),
    }),
  );
}

export function raiseIssue(run: string, body: NewRunIssue, key: string): Promise<RunBoard> {
  return answerOf(api.POST('/runs/{run}/issues', { params: { path: { run } }, body, ...idempotent(key) }));
}

export function changeIssue(
  run: string,
  { id, rev }: Pick<RunIssue, 'id' | 'rev'>,
  body: RunIssueChange,
): Promise<RunBoard> {
  return answerOf(
    api.PATCH('/runs/{run}/issues/{issue}', {
      params: { path: { run, issue: id }, header: matching(rev) },
      body,
    }),
  );
}
