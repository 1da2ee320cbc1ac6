/** Moving things on the calendar: by mouse, by keys and by typing. */
import type { Locator, Page } from '@playwright/test';
import { boxOf } from './boxes';
import { type Api, expect, plannedRelease, test } from './fixtures';

/** The quarter of `plannedRelease`, near enough to hit a day. */
const QUARTER = '/?from=2027-01-04&days=92';

const grid = (page: Page) => page.getByRole('treegrid', { name: 'Calendar' });
const row = (page: Page, key: string) =>
  grid(page).getByRole('row', { name: new RegExp(`^Plan of ${key}, `) });
const panel = (page: Page) => page.getByRole('complementary', { name: /^Move / });
const bar = (page: Page, id: string) => page.locator(`[data-part="${id}"]`);
const only = (key: string) => `${QUARTER}&q=${key}`;

/** Width of a day on the screen, from a bar whose days are known. */
async function dayWidth(element: Locator, days: number): Promise<number> {
  return (await boxOf(element)).width / days;
}

/** Presses, moves in steps as a hand does, and lets go. */
async function drag(page: Page, from: { x: number; y: number }, by: number): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + by / 2, from.y, { steps: 4 });
  await page.mouse.move(from.x + by, from.y, { steps: 4 });
}

async function datesOf(api: Api, key: string) {
  const release = await api.get(`releases/${key}`);
  return [release.start, release.target.date];
}

/** 11 January to 16 March 2027, both included. */
const DAYS = 65;

test('a release is dragged by two weeks, looked at, applied and taken back', async ({
  adminPage: page,
  otherPage,
  api,
}) => {
  const { id } = await plannedRelease(api, 'DRAG-1');
  await otherPage.goto(only('DRAG-1'));
  await page.goto(only('DRAG-1'));
  const width = await dayWidth(bar(page, id), DAYS);
  const box = await boxOf(bar(page, id));
  await drag(page, { x: box.x + 60, y: box.middle }, width * 14);
  const bubble = page.locator('[data-edit-bubble]');
  await expect(bubble).toContainText('25 Jan – 30 Mar 2027');
  await expect(bubble).toContainText('10 working days later');
  await expect(bubble).toContainText(/4 things move/);
  await page.mouse.up();

  await expect(panel(page)).toContainText('30 Mar 2027');
  await expect(panel(page)).toContainText('Code freeze');
  expect(await datesOf(api, 'DRAG-1')).toEqual(['2027-01-11', '2027-03-16']);
  await panel(page).getByLabel('Reason').fill('The supplier is late');
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  await expect(panel(page)).toBeHidden();
  await expect(page.getByText('Moved Plan of DRAG-1, 14 days later')).toBeVisible();
  expect(await datesOf(api, 'DRAG-1')).toEqual(['2027-01-25', '2027-03-30']);
  const [baseline] = (await api.get('releases/DRAG-1/baselines')).items;
  expect(baseline.reason).toBe('The supplier is late');
  await expect(row(page, 'DRAG-1')).toHaveAccessibleName(/25 Jan – 30 Mar 2027/);
  await expect(row(otherPage, 'DRAG-1')).toHaveAccessibleName(/25 Jan – 30 Mar 2027/);

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Plan of DRAG-1 is where it was')).toBeVisible();
  await expect(row(page, 'DRAG-1')).toHaveAccessibleName(/11 Jan – 16 Mar 2027/);
  expect(await datesOf(api, 'DRAG-1')).toEqual(['2027-01-11', '2027-03-16']);
});

test('a phase is held by its end, and what comes after goes along', async ({ adminPage: page, api }) => {
  const { id } = await plannedRelease(api, 'DRAG-2', {
    phases: [
      { name: 'Build', start: '2027-01-11', end: '2027-02-11' },
      { name: 'Test', start: '2027-02-12', end: '2027-03-12' },
    ],
  });
  const [build, verify] = (await api.get(`releases/${id}/phases`)).items;
  await page.goto(`${only('DRAG-2')}&toggled=${id}`);
  const phase = await boxOf(bar(page, build.id));
  const width = phase.width / 32;
  await page.mouse.move(phase.right + 2, phase.middle);
  await expect(page.locator('[data-grip="end"]')).toBeVisible();
  await drag(page, { x: phase.right + 2, y: phase.middle }, width * 5);
  await expect(page.locator('[data-edit-bubble]')).toContainText('11 Jan – 16 Feb 2027');
  await expect(page.locator('[data-edit-bubble]')).toContainText('3 working days later');
  await expect(page.locator(`[data-plan-ghost="${verify.id}"]`)).toBeVisible();
  await page.mouse.up();
  await expect(panel(page).getByLabel('First day')).toHaveValue('2027-01-11');
  await expect(panel(page).getByLabel('Last day')).toHaveValue('2027-02-16');
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Moved Build, 5 days later')).toBeVisible();
  const moved = (await api.get(`releases/${id}/phases`)).items;
  expect(moved.map((one: { start: string; end: string }) => [one.start, one.end])).toEqual([
    ['2027-01-11', '2027-02-16'],
    ['2027-02-17', '2027-03-17'],
  ]);
});

test('a gate is dragged, and nothing else: Enter applies it', async ({ adminPage: page, api }) => {
  const { id } = await plannedRelease(api, 'DRAG-3');
  await page.goto(only('DRAG-3'));
  const width = await dayWidth(bar(page, id), DAYS);
  const gate = await boxOf(page.getByRole('button', { name: /^Gate Code freeze/ }));
  await drag(page, { x: gate.x + 8, y: gate.middle }, -width * 3);
  await expect(page.locator('[data-edit-bubble]')).toContainText('Mon, 8 Feb 2027');
  await page.mouse.up();
  await expect(panel(page)).toContainText('Enter applies it.');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Moved Code freeze, 3 days earlier')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Gate Code freeze, .*8 Feb 2027/ })).toBeVisible();
  expect(await datesOf(api, 'DRAG-3')).toEqual(['2027-01-11', '2027-03-16']);
});

test('keys move what has the focus by working days, and say so', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'DRAG-4');
  await page.goto(only('DRAG-4'));
  await row(page, 'DRAG-4').focus();
  const said = page.getByRole('status').filter({ hasText: 'Plan of DRAG-4' });
  for (const _ of [1, 2, 3]) await page.keyboard.press('Alt+ArrowRight');
  await expect(said).toContainText('3 working days later, 14 Jan – 19 Mar 2027');
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await expect(said).toContainText('8 working days later');
  await expect(page.locator('[data-edit-bubble]')).toContainText(/4 things move/);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('status').filter({ hasText: 'Taken back' })).toBeAttached();
  await expect(page.locator('[data-edit-bubble]')).toBeHidden();

  await page.keyboard.press('Alt+BracketRight');
  await expect(said).toContainText('1 working day later, 11 Jan – 17 Mar 2027');
  await page.keyboard.press('Enter');
  await expect(panel(page).getByLabel('Last day')).toHaveValue('2027-03-17');
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(row(page, 'DRAG-4')).toBeFocused();

  // The first gate of the row, which moves by itself.
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Alt+ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(panel(page)).toContainText('Enter applies it.');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Moved Code freeze, 1 day earlier')).toBeVisible();
});

test('a drag is given up with Escape, and beside the bars it moves through time', async ({
  adminPage: page,
  api,
}) => {
  const { id } = await plannedRelease(api, 'DRAG-5');
  await page.goto(only('DRAG-5'));
  const before = await boxOf(bar(page, id));
  await drag(page, { x: before.x + 60, y: before.middle }, 120);
  await expect(page.locator('[data-edit-bubble]')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-edit-bubble]')).toBeHidden();
  await page.mouse.up();
  await expect(panel(page)).toBeHidden();
  expect((await boxOf(bar(page, id))).x).toBeCloseTo(before.x, 0);
  expect(await datesOf(api, 'DRAG-5')).toEqual(['2027-01-11', '2027-03-16']);

  // A press that hardly moves is a click.
  await page.mouse.move(before.x + 60, before.middle);
  await page.mouse.down();
  await page.mouse.move(before.x + 62, before.middle);
  await page.mouse.up();
  await expect(page.getByRole('complementary', { name: 'Plan of DRAG-5' })).toBeVisible();
  await page.keyboard.press('Escape');

  await drag(page, { x: before.x + 60, y: before.middle + 200 }, 120);
  await page.mouse.up();
  await expect(panel(page)).toBeHidden();
  expect((await boxOf(bar(page, id))).x).toBeCloseTo(before.x + 120, 0);
});

test('days are typed in the form, which the detail and a key open', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'DRAG-6');
  await page.goto(only('DRAG-6'));
  await row(page, 'DRAG-6').focus();
  await page.keyboard.press('m');
  await expect(panel(page).getByRole('button', { name: 'Apply' })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Move…' }).click();

  await panel(page).getByLabel('First day').fill('2027-01-18');
  await expect(panel(page).getByLabel('Last day')).toHaveValue('2027-03-23');
  await panel(page).getByRole('combobox', { name: 'Moves along' }).selectOption('Nothing');
  const moves = panel(page).getByRole('region', { name: 'What moves' });
  await expect(moves).toContainText('Start and target');
  await expect(moves).not.toContainText('Code freeze');
  await panel(page).getByRole('combobox', { name: 'What to move' }).selectOption('Phase Build');
  await panel(page).getByLabel('Keeps its length').uncheck();
  await panel(page).getByLabel('Last day').fill('2027-02-12');
  await panel(page).getByLabel('Reason').fill('One more day to build');
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Moved Build, 1 day later')).toBeVisible();
  const [build] = (await api.get('releases/DRAG-6/phases')).items;
  expect([build.start, build.end]).toEqual(['2027-01-11', '2027-02-12']);
});

test('a move that is begun is a link: it is there after a reload, on a phone too, and Back closes it', async ({
  adminPage: page,
  api,
}) => {
  const { id } = await plannedRelease(api, 'DRAG-LINK');
  await page.goto(only('DRAG-LINK'));
  await row(page, 'DRAG-LINK').focus();
  await page.keyboard.press('m');
  await expect(panel(page)).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`panel=move%3A${id}`));
  await page.reload();
  await expect(panel(page).getByLabel('First day')).toHaveValue('2027-01-11');
  await page.goBack();
  await expect(panel(page)).toBeHidden();
  await page.goForward();
  await expect(panel(page)).toBeVisible();
  const link = page.url();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(page).not.toHaveURL(/panel=/);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(link);
  await expect(panel(page).getByLabel('First day')).toHaveValue('2027-01-11');
});

test('on a phone the list of what is due opens the form, for a release and for a gate', async ({
  adminPage: page,
  api,
}) => {
  const { id } = await plannedRelease(api, 'DRAG-PHONE');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(only('DRAG-PHONE'));
  const agenda = page.getByRole('list', { name: 'What is due, by week' });
  await agenda.getByRole('button', { name: 'Move Code freeze' }).click();
  await expect(page).toHaveURL(new RegExp(`panel=move%3A${id}\\.mil_`));
  await expect(panel(page).getByLabel('Due')).toHaveValue('2027-02-11');
  await page.goBack();
  await expect(panel(page)).toBeHidden();

  await agenda.getByRole('button', { name: 'Move Plan of DRAG-PHONE' }).click();
  await panel(page).getByLabel('First day').fill('2027-01-12');
  await panel(page).getByLabel('Reason').fill('Decided on the train');
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Moved Plan of DRAG-PHONE, 1 day later')).toBeVisible();
  expect((await api.get('releases/DRAG-PHONE')).start).toBe('2027-01-12');
});

test('what stands against a move is told with its rule, and the bar goes back', async ({
  adminPage: page,
  api,
}) => {
  const first = await plannedRelease(api, 'DRAG-7A', {
    start: '2027-01-11',
    target: { date: '2027-02-05', zone: 'Europe/Berlin' },
    phases: [],
    milestones: [],
  });
  const second = await plannedRelease(api, 'DRAG-7B', {
    start: '2027-02-08',
    target: { date: '2027-03-05', zone: 'Europe/Berlin' },
    phases: [],
    milestones: [],
    tags: ['drag-7'],
  });
  await api.change('PUT', `releases/${second.id}/dependencies/DRAG-7A`, `releases/${second.id}`, {
    hard: true,
  });
  await api.post('windows', {
    key: 'drag-7',
    name: 'Year of the ox freeze',
    kind: 'freeze',
    portfolio: 'kubernetes',
    zone: 'Europe/Berlin',
    start: '2027-03-08T00:00',
    end: '2027-03-13T00:00',
    selector: { tags: ['drag-7'] },
  });
  await page.goto(only('DRAG-7'));
  const width = await dayWidth(bar(page, second.id), 26);
  const box = await boxOf(bar(page, second.id));
  await drag(page, { x: box.x + 60, y: box.middle }, -width * 7);
  await expect(page.locator('[data-edit-bubble]')).toContainText('1 conflict blocks it');
  await page.mouse.up();
  const against = panel(page).getByRole('region', { name: 'What stands against it' });
  await expect(against).toContainText('DRAG-7B would begin on 2027-02-01 and needs DRAG-7A');
  await expect(panel(page).getByRole('button', { name: 'Apply' })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.locator('[data-plan-ghost]')).toHaveCount(0);
  await panel(page).getByRole('button', { name: 'Cancel' }).click();

  // The other way it lands in a freeze, which is said and may be.
  await drag(page, { x: box.x + 60, y: box.middle }, width * 5);
  await expect(page.locator('[data-edit-bubble]')).toContainText('1 warning');
  await page.mouse.up();
  await expect(against).toContainText('Year of the ox freeze');
  await expect(against).toContainText('It clears by itself: 13 Mar 2027');
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Moved Plan of DRAG-7B, 7 days later')).toBeVisible();

  // What is needed pushes what needs it; kept where it is, that blocks.
  const needed = await boxOf(bar(page, first.id));
  await drag(page, { x: needed.x + 60, y: needed.middle }, width * 14);
  await page.mouse.up();
  const moves = panel(page).getByRole('region', { name: 'What moves' });
  await expect(moves).toContainText('needs what moves');
  await panel(page).getByRole('combobox', { name: 'Releases that need it' }).selectOption('Stay');
  await expect(against).toContainText('Blocks');
  await panel(page).getByRole('button', { name: 'Cancel' }).click();
});

test('who drags what another moved meanwhile hears who and when, and loses nothing', async ({
  adminPage: page,
  api,
}) => {
  const { id } = await plannedRelease(api, 'DRAG-8');
  // News that hang on the way: only so can one still be stale when one lets go.
  await page.route('**/api/v1/events', () => undefined);
  await page.goto(only('DRAG-8'));
  const width = await dayWidth(bar(page, id), DAYS);
  const box = await boxOf(bar(page, id));
  await api.change('PATCH', `releases/${id}`, `releases/${id}`, {
    target: { date: '2027-03-18', zone: 'Europe/Berlin' },
    reason: 'Agreed with the customer',
  });
  await drag(page, { x: box.x + 60, y: box.middle }, width * 7);
  await page.mouse.up();
  const told = panel(page).getByRole('alert');
  await expect(told).toContainText('Someone else changed this meanwhile');
  await expect(told).toContainText(/First Administrator was faster, .*(now|ago|second)/);
  await expect(told).toContainText('18 Mar 2027');
  await expect(page.locator('[data-plan-ghost]')).toHaveCount(0);
  // The page has read again.
  await expect(row(page, 'DRAG-8')).toHaveAccessibleName(/11 Jan – 18 Mar 2027/);
  await panel(page).getByLabel('Reason').fill('Still a week');
  await told.getByRole('button', { name: 'Look again' }).click();
  await expect(panel(page).getByLabel('Reason')).toHaveValue('Still a week');
  await expect(panel(page).getByLabel('First day')).toHaveValue('2027-01-18');
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Moved Plan of DRAG-8, 7 days later')).toBeVisible();
  expect(await datesOf(api, 'DRAG-8')).toEqual(['2027-01-18', '2027-03-25']);
});

test('who is stale only when they apply hears the same', async ({ adminPage: page, api, watch }) => {
  watch.expects(/^412 POST \/api\/v1\/releases\/rel_\w+\/plan$/);
  const { id } = await plannedRelease(api, 'DRAG-9');
  await page.route('**/api/v1/events', () => undefined);
  await page.goto(only('DRAG-9'));
  const width = await dayWidth(bar(page, id), DAYS);
  const box = await boxOf(bar(page, id));
  await drag(page, { x: box.x + 60, y: box.middle }, width * 7);
  await page.mouse.up();
  await panel(page).getByLabel('Reason').fill('A week');
  await expect(panel(page).getByRole('button', { name: 'Apply' })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await api.change('PATCH', `releases/${id}`, `releases/${id}`, { name: 'Plan of DRAG-9, renamed' });
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  const told = panel(page).getByRole('alert');
  await expect(told).toContainText('First Administrator was faster');
  await expect(page.locator('[data-plan-ghost]')).toHaveCount(0);
  await told.getByRole('button', { name: 'Look again' }).click();
  await expect(panel(page).getByLabel('Reason')).toHaveValue('A week');
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText(/^Moved Plan of DRAG-9, .*7 days later$/)).toBeVisible();
});

test('what was moved again since is not taken back, and the toast says by whom', async ({
  adminPage: page,
  api,
  watch,
}) => {
  watch.expects(/^409 POST \/api\/v1\/plan-changes\/chg_\w+\/undo$/);
  const { id } = await plannedRelease(api, 'DRAG-10');
  await page.goto(only('DRAG-10'));
  const width = await dayWidth(bar(page, id), DAYS);
  const box = await boxOf(bar(page, id));
  await drag(page, { x: box.x + 60, y: box.middle }, width * 7);
  await page.mouse.up();
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await api.change('PATCH', `releases/${id}`, `releases/${id}`, {
    target: { date: '2027-03-24', zone: 'Europe/Berlin' },
  });
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Plan of DRAG-10 was not taken back')).toBeVisible();
  await expect(page.getByText(/was moved again .*by First Administrator/)).toBeVisible();
});

test('members of a train stay, follow, or are decided about one by one', async ({ adminPage: page, api }) => {
  const days = { start: '2027-01-11', target: { date: '2027-03-16', zone: 'Europe/Berlin' } };
  const train = await plannedRelease(api, 'DRAG-11', { kind: 'train', phases: [], milestones: [] });
  for (const key of ['DRAG-11A', 'DRAG-11B']) {
    await plannedRelease(api, key, {
      kind: 'project',
      parent: 'DRAG-11',
      ...days,
      phases: [],
      milestones: [],
    });
  }
  await page.goto(only('DRAG-11'));
  const width = await dayWidth(bar(page, train.id), DAYS);
  const box = await boxOf(bar(page, train.id));
  await drag(page, { x: box.x + 60, y: box.middle }, width * 7);
  await expect(page.locator('[data-edit-bubble]')).toContainText('2 members may follow');
  await page.mouse.up();
  const members = panel(page).getByRole('region', { name: 'Members of the train' });
  await members.getByRole('combobox', { name: 'What becomes of Plan of DRAG-11A' }).selectOption('Follows');
  const moves = panel(page).getByRole('region', { name: 'What moves' });
  await expect(moves).toContainText('follows its train');
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Moved Plan of DRAG-11, 7 days later')).toBeVisible();
  expect(await datesOf(api, 'DRAG-11A')).toEqual(['2027-01-18', '2027-03-23']);
  expect(await datesOf(api, 'DRAG-11B')).toEqual(['2027-01-11', '2027-03-16']);
});

test('the server knows the holidays, and its days are the ones', async ({ adminPage: page, api }) => {
  const holidays = [{ date: '2027-01-25', name: 'Harvest' }];
  await api.post('working-calendars', { key: 'harvest', name: 'Harvest', holidays });
  await api.post('portfolios', { key: 'harvest', name: 'Harvest', parent: 'kubernetes' });
  await api.change('PATCH', 'portfolios/harvest', 'portfolios/harvest', { working_calendar: 'harvest' });
  const { id } = await plannedRelease(api, 'DRAG-12', { portfolio: 'harvest' });
  await page.goto(only('DRAG-12'));
  const width = await dayWidth(bar(page, id), DAYS);
  const box = await boxOf(bar(page, id));
  await drag(page, { x: box.x + 60, y: box.middle }, width * 14);
  await expect(page.locator('[data-edit-bubble]')).toContainText(
    'Its working days make it 26 Jan – 30 Mar 2027',
  );
  await page.mouse.up();
  await expect(panel(page).getByLabel('Last day')).toHaveValue('2027-03-30');
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Moved Plan of DRAG-12, 14 days later')).toBeVisible();
  expect(await datesOf(api, 'DRAG-12')).toEqual(['2027-01-26', '2027-03-30']);
});

test('a phase of a train is held inside its bar with Alt', async ({ adminPage: page, api }) => {
  const phases = [
    { name: 'Build', start: '2027-01-11', end: '2027-02-12' },
    { name: 'Test', start: '2027-02-15', end: '2027-03-12' },
  ];
  const { id } = await plannedRelease(api, 'DRAG-13', { kind: 'train', milestones: [], phases });
  await plannedRelease(api, 'DRAG-13A', { kind: 'project', parent: 'DRAG-13', milestones: [], phases: [] });
  const [, verify] = (await api.get(`releases/${id}/phases`)).items;
  await page.goto(only('DRAG-13'));
  const width = await dayWidth(bar(page, id), DAYS);
  const box = await boxOf(bar(page, id));
  await page.keyboard.down('Alt');
  await drag(page, { x: box.x + width * 45, y: box.middle }, width);
  await expect(page.locator('[data-edit-bubble]')).toContainText('16 Feb – 15 Mar 2027');
  await page.mouse.up();
  await page.keyboard.up('Alt');
  await expect(page.locator(`[data-plan-ghost="${verify.id}"]`)).toBeVisible();
  await panel(page).getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Moved Test, 3 days later')).toBeVisible();
  // The target comes after the phase, and goes along with it.
  expect(await datesOf(api, 'DRAG-13')).toEqual(['2027-01-11', '2027-03-17']);
});

test('a finger moves through time, on a bar too', async ({ adminPage: page, api }) => {
  const { id } = await plannedRelease(api, 'DRAG-14');
  await page.goto(only('DRAG-14'));
  const before = await boxOf(bar(page, id));
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x, y: before.middle }],
    });
  await touch('touchStart', before.x + 60);
  for (const by of [10, 40, 80, 120]) await touch('touchMove', before.x + 60 + by);
  await touch('touchEnd', before.x + 180);
  await expect.poll(async () => (await boxOf(bar(page, id))).x).toBeGreaterThan(before.x + 90);
  await expect(panel(page)).toBeHidden();
  await expect(page.locator('[data-edit-bubble]')).toBeHidden();
});

test('dragged again while one looks at it, it asks anew and keeps the reason', async ({
  adminPage: page,
  api,
}) => {
  await plannedRelease(api, 'DRAG-15');
  await page.goto(only('DRAG-15'));
  await row(page, 'DRAG-15').focus();
  await page.keyboard.press('m');
  await panel(page).getByLabel('Reason').fill('The supplier is late');
  const gate = await boxOf(page.getByRole('button', { name: /^Gate Code freeze/ }));
  await drag(page, { x: gate.x + 8, y: gate.middle }, -gate.width);
  await page.mouse.up();
  await expect(panel(page)).toHaveAccessibleName('Move Code freeze');
  await expect(panel(page).getByLabel('Reason')).toHaveValue('The supplier is late');
  await expect(panel(page)).toContainText('Enter applies it.');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Moved Code freeze, \d days? earlier$/)).toBeVisible();
  const [baseline] = (await api.get('releases/DRAG-15/baselines')).items;
  expect(baseline.reason).toBe('The supplier is late');
});
