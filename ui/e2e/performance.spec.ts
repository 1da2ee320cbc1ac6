/**
 * Two thousand releases and five hundred environments under the hand: what a frame of panning, zooming and dragging
 * costs, and how soon a year can be moved.
 * Costs are processor time of the page's main thread, so that other work on the machine does not count.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CDPSession, expect, type Page, request, type TestInfo, test } from '@playwright/test';
import { boxOf } from './boxes';
import { type Server, type SignedIn, setUp, startServer } from './server';
import { FRAME, type Frames, framesOf, quantile } from './trace';

const RELEASES = 2_000;
const ENVIRONMENTS = 500;
/** For most environments one a week, from ten weeks before to ten weeks after. */
const BOOKINGS = 8_000;
const SEED_MS = 180_000;
const TODAY = '2026-11-24';
const YEAR = '/?from=2026-05-01&days=366';
const QUARTER = '/bookings?from=2026-10-10&days=92';
/** A frame at 60 a second has 16.7 ms; the rest is for the browser's other threads. */
const FRAME_MS = 12;
const TASK_MS = 50;
const INTERACTIVE_MS = 1_000;
const FRAMES = 120;
/** Other work on the machine makes every figure greater, none smaller: the first round within the limits counts. */
const ROUNDS = 8;
/**
 * Processor time itself grows where cores and caches are shared with others. The yardstick, taken in the same page at the same
 * time, tells how much: up to 2.6 times on a host that ran everything at less than half its speed.
 */
const MOST_ALLOWANCE = 3;
/**
 * What `yardstickOf` takes on the machine the limits are for. Inferred: the build whose zoom held its limit, at some 13 ms a
 * frame, took 22 ms on a machine where the yardstick took 430 ms.
 */
const YARDSTICK_MS = 250;
const LOADS = 7;

test.describe.configure({ mode: 'default', timeout: 150_000 });

const ROOT = join(import.meta.dirname, '../..');
const OPTIMISED = join(ROOT, 'target/release/signalbox');

let server: Server;
let administrator: SignedIn;
let isOptimised = false;

test.beforeAll(async () => {
  test.setTimeout(SEED_MS);
  const seed = { releases: RELEASES, environments: ENVIRONMENTS, bookings: BOOKINGS, today: TODAY };
  isOptimised = existsSync(OPTIMISED);
  server = await startServer({ seed, binary: isOptimised ? OPTIMISED : undefined });
  // An executable carries the UI it was built with, which need not be the one that is tested.
  const page = await (await fetch(server.url)).text();
  if (page !== readFileSync(join(ROOT, 'ui/dist/index.html'), 'utf8')) {
    isOptimised = false;
    await server.stop();
    server = await startServer({ seed });
  }
  administrator = await setUp(server);
  const windows = [
    {
      key: 'weekly',
      kind: 'maintenance',
      start: '2025-01-04T22:00',
      end: '2025-01-05T04:00',
      recurrence: 'FREQ=WEEKLY',
    },
    {
      key: 'year-end',
      kind: 'freeze',
      start: '2025-12-18T18:00',
      end: '2026-01-04T06:00',
      recurrence: 'FREQ=YEARLY',
    },
  ];
  const api = await request.newContext({
    baseURL: server.url,
    storageState: { cookies: administrator.cookies, origins: [] },
    extraHTTPHeaders: { 'X-CSRF-Token': administrator.csrfToken },
  });
  for (const window of windows) {
    const data = { name: `Window ${window.key}`, portfolio: 'enterprise', zone: 'Europe/Berlin', ...window };
    expect((await api.post('/api/v1/windows', { data })).status()).toBe(201);
  }
  await api.dispose();
});

test.afterAll(() => server.stop());

const round = (value: number) => Math.round(value * 10) / 10;

async function tell(info: TestInfo, name: string, figures: object): Promise<void> {
  // biome-ignore lint/suspicious/noConsole: the figures are what the test is for
  console.log(`${name}: ${JSON.stringify(figures)}`);
  await info.attach(name, { body: JSON.stringify(figures, null, 2), contentType: 'application/json' });
}

async function open(page: Page, path: string): Promise<void> {
  await page.context().addCookies(administrator.cookies);
  await page.goto(new URL(path, server.url).href);
  await expect(page.getByRole('treegrid').getByRole('row').first()).toBeVisible();
  await page.waitForLoadState('networkidle');
}

/** Milliseconds of the main thread's processor time for a piece of work that has nothing to do with Signalbox. */
async function yardstickOf(page: Page, session: CDPSession): Promise<number> {
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await busyOf(session);
  await page.evaluate(() => {
    for (let round = 0; round < 20; round += 1) {
      const host = document.createElement('div');
      host.style.cssText = 'position: fixed; inset: 0; visibility: hidden; contain: strict';
      for (let index = 0; index < 500; index += 1) {
        const box = document.createElement('div');
        box.style.cssText = `position: absolute; left: ${(index * 7) % 800}px; top: ${(index * 13) % 800}px`;
        box.textContent = `${index} of ${round}`;
        host.append(box);
      }
      document.body.append(host);
      host.lastElementChild?.getBoundingClientRect();
      host.remove();
    }
  });
  return (await busyOf(session)) - before;
}

/** Milliseconds of processor time the main thread has used so far. */
async function busyOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000;
}

/** A wheel event in every frame, there and back again, so that all of it is seen. */
async function turnWheel(page: Page, kind: 'pan' | 'zoom'): Promise<void> {
  await page.evaluate(
    async ({ mark, frames, zooms }) => {
      const plot = document.querySelector('[data-timeline-plot]') as HTMLElement;
      const { left, top, width } = plot.getBoundingClientRect();
      for (let frame = 0; frame <= frames; frame += 1) {
        await new Promise(requestAnimationFrame);
        performance.mark(mark);
        const way = Math.floor(frame / (frames / 4)) % 2 === 0 ? 1 : -1;
        plot.dispatchEvent(
          new WheelEvent('wheel', {
            bubbles: true,
            cancelable: true,
            clientX: left + width / 2,
            clientY: Math.max(top, 0) + 200,
            ...(zooms ? { ctrlKey: true, deltaY: way * -3 } : { deltaX: way * 60 }),
          }),
        );
      }
    },
    { mark: FRAME, frames: FRAMES, zooms: kind === 'zoom' },
  );
}

/** A bar is held and moved about in every frame, resting nowhere, and let go where it was. */
async function dragAbout(page: Page): Promise<void> {
  const plot = await boxOf(page.locator('[data-timeline-plot]'));
  await boxOf(page.locator('[data-part]').first());
  // At one moment: rows come and go while the page takes in what it has read.
  const box = await page.evaluate((left) => {
    const bars = [...document.querySelectorAll('[data-part]')].map((bar) => bar.getBoundingClientRect());
    const found = bars.find((bar) => bar.right > left + 80);
    return found && { x: found.x, y: found.y, width: found.width, height: found.height };
  }, plot.x);
  if (!box) throw new Error('there is no bar');
  await holdAndMove(page, Math.max(box.x, plot.x) + 40, box.y + box.height / 2);
}

/** A time is drawn on an environment that has nothing then. */
async function drawAbout(page: Page): Promise<void> {
  const plot = await boxOf(page.locator('[data-timeline-plot]'));
  // Production, which nobody books.
  const row = await boxOf(page.getByRole('row', { name: /production.*nothing booked/ }).first());
  await holdAndMove(page, plot.x + plot.width / 2, row.y + row.height / 2);
}

async function holdAndMove(page: Page, x: number, y: number): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  let isOver = false;
  const marks = page
    .evaluate(
      async ({ mark, frames }) => {
        for (let frame = 0; frame <= frames; frame += 1) {
          await new Promise(requestAnimationFrame);
          performance.mark(mark);
        }
      },
      { mark: FRAME, frames: FRAMES },
    )
    .finally(() => {
      isOver = true;
    });
  for (let step = 0; !isOver; step += 1) await page.mouse.move(x + Math.abs((step % 120) - 60) * 4, y);
  await marks;
  await expect(page.locator('[data-edit-bubble]')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.mouse.up();
}

/** How much longer something may take on this machine, as it is now. */
const allowanceOf = (yardstick: number, busy = 1) =>
  round(Math.min(MOST_ALLOWANCE, Math.max(1, busy, yardstick / YARDSTICK_MS)));

const figuresOf = ({ cpu, apart, longest, busy }: Frames, yardstick: number) => ({
  allowance: allowanceOf(yardstick, busy),
  yardstick: round(yardstick),
  frames: cpu.length,
  cpuMedian: round(quantile(cpu, 0.5)),
  cpu95: round(quantile(cpu, 0.95)),
  longestTask: round(longest),
  apartMedian: round(quantile(apart, 0.5)),
  apart95: round(quantile(apart, 0.95)),
});

const isWithin = ({ cpu95, longestTask, allowance }: ReturnType<typeof figuresOf>) =>
  cpu95 <= FRAME_MS * allowance && longestTask <= TASK_MS * allowance;

interface Act {
  path: string;
  what: string;
  act: (page: Page) => Promise<void>;
}

const releases = { path: YEAR, what: `${RELEASES} releases` };
const environments = { path: QUARTER, what: `${ENVIRONMENTS} environments` };
const ACTS: Record<string, Act> = {
  pan: { ...releases, act: (page) => turnWheel(page, 'pan') },
  zoom: { ...releases, act: (page) => turnWheel(page, 'zoom') },
  drag: { ...releases, act: dragAbout },
  'pan of bookings': { ...environments, act: (page) => turnWheel(page, 'pan') },
  'zoom of bookings': { ...environments, act: (page) => turnWheel(page, 'zoom') },
  'drawing of a booking': { ...environments, act: drawAbout },
};

for (const [kind, { path, what, act }] of Object.entries(ACTS)) {
  test(`a frame of ${kind} costs less than ${FRAME_MS} ms, and no task more than ${TASK_MS} ms`, async ({
    page,
  }, info) => {
    await open(page, path);
    const session = await page.context().newCDPSession(page);
    // What is rendered for the first time is measured by the loads below.
    await act(page);
    let figures: ReturnType<typeof figuresOf>;
    let rounds = 0;
    do {
      const before = await yardstickOf(page, session);
      const frames = await framesOf(session, () => act(page));
      figures = figuresOf(frames, (before + (await yardstickOf(page, session))) / 2);
      rounds += 1;
    } while (rounds < ROUNDS && !isWithin(figures));
    await tell(info, `${kind}, ${what}, ms`, { ...figures, rounds });
    expect(figures.frames, 'frames were traced').toBeGreaterThanOrEqual(FRAMES * 0.9);
    expect(figures.cpuMedian, 'the trace knows processor times').toBeGreaterThan(0);
    expect.soft(figures.cpu95, 'main thread of a frame').toBeLessThanOrEqual(FRAME_MS * figures.allowance);
    expect.soft(figures.longestTask, 'longest task').toBeLessThanOrEqual(TASK_MS * figures.allowance);
  });
}

test(`a year can be moved within ${INTERACTIVE_MS} ms of going there`, async ({ browser }, info) => {
  const times: { bars: number; moved: number; cpu: number; yardstick: number }[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addCookies(administrator.cookies);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.addInitScript(() => {
      // As soon as there are bars they are moved; what counts is the frame in which they have.
      let bars = 0;
      const look = () => {
        const layer = document.querySelector<HTMLElement>('[data-timeline-plot] > div');
        if (layer && bars === 0 && layer.childElementCount > 5) {
          bars = performance.now();
          const before = layer.style.transform;
          layer.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, deltaX: 120 }));
          const moved = () => {
            if (layer.style.transform === before) requestAnimationFrame(moved);
            else Object.assign(window, { interactive: { bars, moved: performance.now() } });
          };
          requestAnimationFrame(moved);
        } else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(new URL(YEAR, server.url).href);
    const told = await page.waitForFunction(() => (window as { interactive?: unknown }).interactive);
    const cpu = await busyOf(session);
    const seen = (await told.jsonValue()) as { bars: number; moved: number };
    await page.waitForLoadState('networkidle');
    times.push({ ...seen, cpu, yardstick: await yardstickOf(page, session) });
    await context.close();
  }
  const middle = (of: (time: (typeof times)[number]) => number) => Math.round(quantile(times.map(of), 0.5));
  const figures = {
    loads: LOADS,
    isOptimised,
    allowance: allowanceOf(middle(({ yardstick }) => yardstick)),
    cpu: middle(({ cpu }) => cpu),
    bars: middle(({ bars }) => bars),
    moved: middle(({ moved }) => moved),
    each: times.map(({ moved }) => Math.round(moved)),
  };
  await tell(info, `a year of ${RELEASES} releases, ms until it moves`, figures);
  expect(figures.cpu, 'the main thread, by its processor time').toBeGreaterThan(0);
  expect.soft(figures.cpu, 'the main thread, by its processor time').toBeLessThanOrEqual(INTERACTIVE_MS);
  // An executable for debugging takes most of a second for its answer alone; then only the UI is held to the limit.
  if (isOptimised)
    expect.soft(figures.moved, 'by the clock').toBeLessThanOrEqual(INTERACTIVE_MS * figures.allowance);
});
