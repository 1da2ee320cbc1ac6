/** Every screen, in both themes and at both widths: nothing a machine can find wrong, and a picture for people. */
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { bookedEnvironments } from './booked';
import { type Api, expect, plannedRelease, test } from './fixtures';
import { approveUnseen, begunRun, writtenPlan } from './planned';
import type { Server } from './server';

const PICTURES = join(import.meta.dirname, '../test-results/screens');
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const THEMES = ['light', 'dark'] as const;

interface Screen {
  name: string;
  path: string;
  /** What is there once the screen is. */
  ready: (page: Page) => Locator;
  /** Not looked at on a phone: it is there the same as another. */
  onlyDesk?: boolean;
}

const heading = (name: string) => (page: Page) => page.getByRole('heading', { name, level: 1 });
const heading2 = (name: string) => (page: Page) => page.getByRole('heading', { name, level: 2 });
const row = (name: RegExp) => (page: Page) => page.getByRole('row', { name }).first();
const region = (name: string) => (page: Page) => page.getByRole('region', { name });
const panel = (name: string) => (page: Page) => page.getByRole('complementary', { name });

const TRAIN = '/releases/openstack-2026.1';
const PLAN = '/releases/SCREEN-1';

const SCREENS: Screen[] = [
  {
    name: 'calendar',
    path: '/?from=2025-09-15&days=220',
    ready: (page) =>
      page
        .getByText('RC1 target week')
        .or(page.getByRole('row', { name: /Gazpacho/ }))
        .first(),
  },
  {
    name: 'calendar-groups',
    path: '/?from=2025-09-15&days=220&group=portfolio&colour=health',
    ready: row(/^OpenStack, /),
    onlyDesk: true,
  },
  {
    name: 'calendar-empty',
    path: '/?from=2019-01-01&days=90',
    ready: (page) => page.getByText(/^No releases from/),
  },
  { name: 'releases', path: '/releases?q=oslo&sort=key', ready: row(/oslo\.cache-2026\.1/) },
  {
    name: 'releases-none',
    path: '/releases?q=nothing',
    ready: (page) => page.getByText('No release matches'),
  },
  { name: 'runbooks', path: '/runbooks', ready: row(/Cutover SCREENS/) },
  { name: 'runs', path: '/runbooks?list=runs', ready: row(/Cutover SCREENS/) },
  { name: 'runbooks-new', path: '/runbooks?panel=new', ready: panel('New plan') },
  { name: 'runbook', path: '/runbooks/SCREENS', ready: row(/Back up the orders/) },
  { name: 'runbook-task', path: '/runbooks/SCREENS?panel=task:2', ready: panel('Task 2') },
  {
    name: 'runbook-parts',
    path: '/runbooks/SCREENS?panel=parts',
    ready: panel('Lanes, parameters, ways back'),
    onlyDesk: true,
  },
  {
    name: 'runbook-graph',
    path: '/runbooks/SCREENS?view=graph',
    ready: (page) => page.getByRole('button', { name: 'Open 2 Back up the orders' }),
    onlyDesk: true,
  },
  { name: 'runbook-versions', path: '/runbooks/SCREENS?view=versions', ready: row(/version 1/) },
  { name: 'map', path: '/map?release=SCREEN-1', ready: region('What is on the map') },
  { name: 'decide', path: '/decide', ready: region('Last decisions') },
  { name: 'stop-line', path: '/decide?panel=stop-line', ready: panel('Stop the line'), onlyDesk: true },
  { name: 'utilisation', path: '/utilisation', ready: heading('Use and cost') },
  { name: 'release-new', path: '/releases?panel=new', ready: panel('New release') },
  { name: 'booking-new', path: '/bookings?panel=new', ready: panel('New booking') },
  {
    name: 'booking-plan',
    path: '/bookings/plan',
    ready: (page) => page.getByText(/^Nothing clashes/),
  },
  { name: 'train-plan', path: TRAIN, ready: row(/^Gazpacho-3 milestone/) },
  { name: 'train-members', path: `${TRAIN}/members`, ready: row(/^adjutant-2026\.1/), onlyDesk: true },
  { name: 'train-matrix', path: `${TRAIN}/matrix`, ready: row(/^The train/), onlyDesk: true },
  {
    name: 'train-drift',
    path: '/releases/SCREEN-3/matrix',
    ready: (page) => page.getByText('Plan of SCREEN-4').first(),
  },
  { name: 'train-manifest', path: `${TRAIN}/systems`, ready: row(/^adjutant /), onlyDesk: true },
  { name: 'release-plan', path: PLAN, ready: row(/^Go or no-go/) },
  { name: 'gate', path: `${PLAN}/gates/go-or-no-go`, ready: heading2('Go or no-go') },
  {
    name: 'gate-answer',
    path: '/releases/SCREEN-2/gates/go-or-no-go?panel=answer',
    ready: panel('Decide Go or no-go'),
  },
  {
    name: 'gate-criterion',
    path: `${PLAN}/gates/go-or-no-go?panel=criterion`,
    ready: panel('Add criterion'),
    onlyDesk: true,
  },
  {
    name: 'gate-rule',
    path: `${PLAN}/gates/go-or-no-go?panel=rule`,
    ready: panel('Add rule'),
    onlyDesk: true,
  },
  {
    name: 'gate-waiver',
    path: `${PLAN}/gates/go-or-no-go?panel=waive`,
    ready: panel('Ask for a waiver'),
    onlyDesk: true,
  },
  {
    name: 'inbox',
    path: '/inbox',
    ready: (page) => page.getByRole('button', { name: /The translation is complete/ }),
  },
  {
    name: 'approvals',
    path: '/approvals',
    ready: (page) => page.getByRole('button', { name: /Plan of SCREEN-2/ }),
  },
  { name: 'release-move', path: `${PLAN}?panel=target`, ready: panel('Move dates') },
  { name: 'release-feed', path: `${PLAN}?panel=feed`, ready: panel('Subscribe to Plan of SCREEN-1') },
  { name: 'release-edit', path: `${PLAN}?panel=edit`, ready: panel('Edit SCREEN-1'), onlyDesk: true },
  { name: 'release-activities', path: `${PLAN}/activities`, ready: row(/^Write the notes/) },
  {
    name: 'release-board',
    path: `${PLAN}/activities?view=board`,
    ready: (page) => page.getByRole('button', { name: /^Write the notes: open/ }),
  },
  { name: 'roles', path: '/admin/roles', ready: row(/^Release manager/) },
  { name: 'role-new', path: '/admin/roles?panel=new', ready: panel('New role') },
  {
    name: 'portfolio-rights',
    path: '/portfolios/openstack',
    ready: (page) => page.getByRole('table', { name: 'Each person’s rights' }),
  },
  { name: 'release-people', path: `${PLAN}/people`, ready: row(/^Accountable/) },
  {
    name: 'release-people-panel',
    path: `${PLAN}/people?panel=raci`,
    ready: panel('Change people'),
    onlyDesk: true,
  },
  { name: 'release-raid', path: `${PLAN}/raid`, ready: row(/The supplier is late/) },
  {
    name: 'release-raid-panel',
    path: `${PLAN}/raid?panel=raid`,
    ready: panel('Add to the register'),
    onlyDesk: true,
  },
  { name: 'release-comments', path: `${PLAN}/comments`, ready: (page) => page.getByRole('article').first() },
  { name: 'release-attachments', path: `${PLAN}/attachments`, ready: row(/^plan\.txt/) },
  { name: 'release-dependencies', path: `${PLAN}/dependencies`, ready: heading('Plan of SCREEN-1') },
  { name: 'release-baselines', path: `${PLAN}/baselines`, ready: row(/^1/) },
  { name: 'release-activity', path: `${PLAN}/activity`, ready: (page) => page.getByRole('listitem').first() },
  {
    name: 'bookings',
    path: '/bookings?from=2031-02-24&days=40&q=booked',
    ready: (page) =>
      page
        .getByText('Regression of the train')
        .or(row(/^Acceptance of booked/)(page))
        .first(),
  },
  {
    name: 'bookings-groups',
    path: '/bookings?from=2031-02-24&days=40&q=booked&by=release',
    ready: row(/^Plan of BOOKED-REL/),
    onlyDesk: true,
  },
  { name: 'bookings-list', path: '/bookings?view=list', ready: row(/^Data migration/) },
  { name: 'capacity', path: '/capacity?from=2025-10-06&weeks=26', ready: row(/^OpenStack/) },
  {
    name: 'impact',
    path: '/impact?from=2027-01-04&all=true',
    ready: (page) => page.getByRole('row', { name: /^nova/ }).first(),
  },
  { name: 'portfolios', path: '/portfolios', ready: row(/^OpenStack/) },
  { name: 'portfolio', path: '/portfolios/openstack', ready: row(/First Administrator/) },
  { name: 'systems', path: '/systems?q=oslo', ready: row(/^oslo\.cache /) },
  { name: 'system', path: '/systems/nova', ready: heading('nova') },
  { name: 'windows', path: '/windows', ready: row(/^Year-end freeze/) },
  { name: 'window-new', path: '/windows?panel=new', ready: panel('New window') },
  { name: 'window-import', path: '/windows?panel=import', ready: panel('Import .ics') },
  {
    name: 'window-edit',
    path: '/windows?panel=window:year-end',
    ready: panel('Edit Year-end freeze'),
    onlyDesk: true,
  },
  { name: 'templates', path: '/templates', ready: row(/^Screen cycle/) },
  { name: 'template', path: '/templates/screen-cycle', ready: row(/^Code freeze/) },
  { name: 'template-new', path: '/templates?panel=new', ready: panel('New template') },
  {
    name: 'template-gate',
    path: '/templates/screen-cycle?panel=gate:0',
    ready: panel('Edit Code freeze'),
    onlyDesk: true,
  },
  {
    name: 'template-people',
    path: '/templates/screen-cycle?panel=roles',
    ready: panel('Change people'),
    onlyDesk: true,
  },
  {
    name: 'template-systems',
    path: '/templates/screen-cycle?panel=systems',
    ready: panel('Change systems'),
  },
  { name: 'template-series', path: '/templates/screen-cycle?panel=series', ready: panel('Make a series') },
  { name: 'working-calendars', path: '/admin/working-calendars', ready: row(/^Screen week/) },
  {
    name: 'working-calendar',
    path: '/admin/working-calendars?panel=calendar:screen-week',
    ready: panel('Edit Screen week'),
  },
  {
    name: 'portfolio-edit',
    path: '/portfolios/kubernetes?panel=edit',
    ready: panel('Edit Kubernetes'),
    onlyDesk: true,
  },
  { name: 'people', path: '/people', ready: row(/^First Administrator/) },
  { name: 'teams', path: '/people?list=teams', ready: row(/^nova/), onlyDesk: true },
  { name: 'journal', path: '/journal', ready: (page) => page.getByRole('listitem').first() },
  { name: 'release-types', path: '/admin/release-types', ready: row(/^Standard/) },
  { name: 'release-type', path: '/admin/release-types/standard', ready: row(/^In progress/) },
  {
    name: 'release-type-edit',
    path: '/admin/release-types/standard?panel=edit',
    ready: panel('Edit Standard'),
    onlyDesk: true,
  },
  { name: 'tokens', path: '/admin/tokens', ready: heading('API tokens') },
  { name: 'token-new', path: '/admin/tokens?panel=new', ready: panel('New token'), onlyDesk: true },
  { name: 'security', path: '/admin/security', ready: row(/Signed in/) },
  { name: 'account', path: '/account', ready: row(/this one/) },
  { name: 'not-found', path: '/no/such/page', ready: heading('Not found'), onlyDesk: true },
];

let isPlanned = false;

test.beforeEach(async ({ api, installation }) => {
  if (isPlanned) return;
  isPlanned = true;
  await busyRelease(api);
  await busyRun(installation.server, api);
});

for (const { name, path, ready, onlyDesk } of SCREENS) {
  test(name, ({ adminPage: page }) => look(page, name, path, ready, onlyDesk));
}

test('sign-in', ({ page }) => look(page, 'sign-in', '/sign-in', heading('Sign in')));
test('setup', ({ page }) => look(page, 'setup', '/setup#code=EXAMPLE', heading('Set up Signalbox')));

const taskRow = row(/Back up the orders/);
const RUN_SCREENS = [
  { name: 'run', search: '', ready: taskRow },
  { name: 'run-task', search: '?panel=task:3', ready: panel('3 Go or no-go') },
  { name: 'run-issues', search: '?view=issues', ready: row(/The disk is too small/) },
  { name: 'run-log', search: '?view=log', ready: (page: Page) => page.getByText('began').first() },
  { name: 'run-wall', search: '/wall', ready: region('Running now') },
];

for (const { name, search, ready } of RUN_SCREENS) {
  test(name, async ({ adminPage: page, api }) => {
    const { items } = await api.get('runs?q=Cutover SCREENS');
    await look(page, name, `/runs/${items[0].id}${search}`, ready, name === 'run');
    if (name !== 'run') return;
    await page.setViewportSize(PHONE);
    await page.goto(`/runs/${items[0].id}?shown=all`);
    await expect(page.getByRole('listitem').filter({ hasText: 'Back up the orders' })).toBeVisible();
    await expectAccessible(page, 'the control room on a phone', 'all');
    await page.screenshot({ path: join(PICTURES, 'run-phone-light.png') });
  });
}

test('palette', async ({ adminPage: page }) => {
  await look(page, 'palette', '/releases', heading('Releases'), true, async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search and commands' }).fill('nova');
    await expect(page.getByRole('option', { name: /^nova 2026\.1/ })).toBeVisible();
  });
});

test('shortcuts', async ({ adminPage: page }) => {
  await look(page, 'shortcuts', '/releases', heading('Releases'), true, async () => {
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  });
});

test('calendar-move', async ({ adminPage: page }) => {
  const path = '/?from=2027-01-04&days=92&q=SCREEN';
  await look(page, 'calendar-move', path, row(/^Plan of SCREEN-2, /), true, async () => {
    await page.getByRole('row', { name: /^Plan of SCREEN-2, / }).focus();
    await page.keyboard.press('m');
    await panel('Move Plan of SCREEN-2')(page).getByLabel('First day').fill('2027-01-25');
    await expect(page.locator('[data-plan-ghost]').first()).toBeVisible();
  });
});

test('calendar-move-keys', async ({ adminPage: page }) => {
  const path = '/?from=2027-01-04&days=92&q=SCREEN';
  await look(page, 'calendar-move-keys', path, row(/^Plan of SCREEN-2, /), true, async () => {
    await page.getByRole('row', { name: /^Plan of SCREEN-2, / }).focus();
    await page.keyboard.press('Alt+Shift+ArrowRight');
    await expect(page.locator('[data-edit-bubble]')).toContainText('things move');
  });
});

async function look(
  page: Page,
  name: string,
  path: string,
  ready: Screen['ready'],
  onlyDesk = false,
  prepare?: () => Promise<void>,
): Promise<void> {
  const sizes = onlyDesk ? [DESK] : [DESK, PHONE];
  for (const size of sizes) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: THEMES[0] });
    await page.goto(path);
    await expect(ready(page)).toBeVisible();
    await prepare?.();
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`)).toBeAttached();
      await settled(page);
      const what = `${name}-${size === DESK ? 'desk' : 'phone'}-${colorScheme}`;
      await page.screenshot({ path: join(PICTURES, `${what}.png`) });
      await expectAccessible(page, what, colorScheme === THEMES[0] ? 'all' : 'colours');
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(overflow, `${what}: nothing sticks out at the side`).toBeLessThanOrEqual(0);
    }
  }
}

/** Colours change over a moment; a picture or a contrast taken in between is of neither theme. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** Something to see on every section: work, people, a plan before this one, and what it needs. */
async function busyRelease(api: Api): Promise<void> {
  const { person } = await api.get('session');
  await bookedEnvironments(api, 'booked');
  const { id } = await plannedRelease(api, 'SCREEN-1', { accountable: person.id, risk: 'high' });
  await plannedRelease(api, 'SCREEN-2');
  await api.post('windows', {
    key: 'year-end',
    name: 'Year-end freeze',
    kind: 'freeze',
    portfolio: 'kubernetes',
    zone: 'Europe/Berlin',
    start: '2026-12-18T18:00',
    end: '2027-01-05T06:00',
    recurrence: 'FREQ=YEARLY',
    selector: { kinds: ['train', 'project'], tags: ['shop'] },
  });
  await api.post('windows', {
    key: 'patch-night',
    name: 'Patch night',
    kind: 'maintenance',
    portfolio: 'kubernetes',
    zone: 'Europe/Berlin',
    start: '2026-12-08T22:00',
    end: '2026-12-09T04:00',
    recurrence: 'FREQ=MONTHLY;BYDAY=2TU',
  });
  const holidays = [
    { date: '2030-12-25', name: 'Midwinter' },
    { date: '2031-01-01', name: 'New year' },
    { date: '2031-05-01', name: 'Labour day' },
  ];
  await api.post('working-calendars', { key: 'screen-week', name: 'Screen week', holidays });
  await api.post('release-templates', {
    key: 'screen-cycle',
    name: 'Screen cycle',
    description: 'Half a year from the first plan to the release.',
    kind: 'train',
    portfolio: 'kubernetes',
    zone: 'Europe/Berlin',
    start: { unit: 'weeks', before: 26, weekday: 'monday' },
    phases: [
      {
        name: 'Build {cycle}',
        start: { unit: 'weeks', before: 26, weekday: 'monday' },
        end: { unit: 'weeks', before: 6, weekday: 'thursday' },
      },
    ],
    milestones: [
      {
        kind: 'gate',
        name: 'Code freeze',
        phase: 'Build {cycle}',
        due: { unit: 'weeks', before: 6, weekday: 'thursday' },
        zone: 'AoE',
        criteria: [
          { name: 'No open blocker' },
          { name: 'Tests pass', expression: 'tests.all(t, t.failed == 0)' },
        ],
      },
      { kind: 'milestone', name: 'Notes are written', due: { unit: 'working_days', before: 3 } },
    ],
    activities: [{ name: 'Tell the call centre', due: { unit: 'days', before: 10, day_off: 'before' } }],
    roles: [{ person: person.id, role: 'accountable' }],
    systems: [{ system: 'nova', impact: 'code' }],
  });
  await api.change('PUT', `releases/${id}/systems/nova`, `releases/${id}`, { impact: 'code' });
  await api.change('PUT', `releases/${id}/systems/glance`, `releases/${id}`, { impact: 'regression' });
  await api.change('PUT', 'releases/SCREEN-2/systems/nova', 'releases/SCREEN-2', { impact: 'configuration' });
  await plannedRelease(api, 'SCREEN-3', { kind: 'train' });
  await plannedRelease(api, 'SCREEN-4', {
    kind: 'project',
    parent: 'SCREEN-3',
    target: { date: '2027-04-16', zone: 'Europe/Berlin' },
    milestones: [{ kind: 'gate', name: 'Code freeze', due: { date: '2027-02-14', zone: 'AoE' } }],
  });
  await api.post(`releases/${id}/activities`, {
    name: 'Write the notes',
    status: 'blocked',
    due: '2027-02-01',
  });
  for (const [title, probability, impact] of [
    ['The supplier is late', 4, 5],
    ['A test environment is missing', 3, 3],
    ['A translation is late', 4, 1],
  ] as const) {
    const due = impact === 5 ? '2020-02-01' : '2027-02-01';
    await api.post(`releases/${id}/raid`, { kind: 'risk', title, probability, impact, due });
  }
  await api.post(`releases/${id}/raid`, { kind: 'decision', title: 'Which supplier', status: 'in_progress' });
  await api.post(`releases/${id}/comments`, { body: 'Ready, @administrator? See https://example.org/plan.' });
  await api.post(`releases/${id}/attachments?name=plan.txt`, { plan: 'as it was agreed' });
  await api.change('PUT', `releases/${id}/dependencies/SCREEN-2`, `releases/${id}`, { hard: true });
  await api.change('PATCH', `releases/${id}`, `releases/${id}`, {
    target: { date: '2027-03-30', zone: 'Europe/Berlin' },
    reason: 'The supplier delivers two weeks later',
  });
  await heldGates(api, person.id);
}

/** A plan that was approved and a live run of it, with something done, something under way and an issue. */
async function busyRun(server: Server, api: Api): Promise<void> {
  const { plan, portfolio } = await writtenPlan(api, 'SCREENS');
  await approveUnseen(server, api, 'Sara Screen', portfolio, plan);
  const { id } = await begunRun(api, plan.id, 'live');
  for (const act of ['1/complete', '2/start']) {
    const { rev } = await api.get(`runs/${id}/tasks/${act.split('/')[0]}`);
    await api.post(`runs/${id}/tasks/${act}`, {}, rev);
  }
  await api.post(`runs/${id}/issues`, { task: 2, title: 'The disk is too small' });
}

/** One gate that lacks something of everything, and one that waits for whoever holds a role. */
async function heldGates(api: Api, person: string): Promise<void> {
  const one = 'releases/SCREEN-1/gates/go-or-no-go';
  const two = 'releases/SCREEN-2/gates/go-or-no-go';
  const criterion = (gate: string, name: string, more: object = {}) =>
    api.post(`${gate}/criteria`, { name, ...more });
  const meet = async ({ id, rev }: { id: string; rev: number }, evidence: object[]) =>
    api.post(`criteria/${id}/meet`, { evidence }, rev);
  const shown = [
    { kind: 'link', url: 'https://ci.example.org/77', title: 'Build 77' },
    { kind: 'text', text: 'All 812 tests are green.' },
  ];
  await meet(await criterion(one, 'Smoke tests pass'), shown);
  await criterion(one, 'The translation is complete', {
    owner: { person },
    due: '2027-03-01',
    description: 'Every text of the shop, in all six languages.',
  });
  await api.post(`${one}/approval-rules`, { name: 'Operations', who: { role: 'deployment_manager' } });
  await api.post(`${one}/approval-rules`, {
    name: 'Change board',
    who: { role: 'approver' },
    needs: 2,
    step: 2,
    signed: true,
  });
  const load = await criterion(one, 'Load test');
  await api.post(`${one}/waivers`, {
    title: 'Without a load test',
    criterion: load.id,
    reason: 'The test bed burnt down',
    expires_at: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  });
  await meet(await criterion(two, 'Backups are tried'), shown);
  await api.post(`${two}/approval-rules`, { name: 'Change board', who: { role: 'approver' } });
  await api.post(`${two}/approval-requests`, { note: 'Rehearsed on Tuesday, without a surprise.' });
}
