/** Bookings on the timeline of environments: seen, opened, drawn, and read as a list on a phone. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { bookedEnvironments, inMarch } from './booked';
import { boxOf } from './boxes';
import { expect, test } from './fixtures';

/** Forty days of which the sixteenth is Tuesday, 11 March. */
const address = (prefix: string, more = '') => `/bookings?from=2031-02-24&days=40&q=${prefix}${more}`;
const rows = (page: Page) => page.getByRole('treegrid', { name: 'Bookings' }).getByRole('row');
const row = (page: Page, name: RegExp) => page.getByRole('row', { name });

/** Presses in the row at the height of its first lane, moves from one day of the view to before another, and stays. */
async function draw(page: Page, name: RegExp, from: number, to: number): Promise<void> {
  const plot = await boxOf(page.locator('[data-timeline-plot]'));
  const label = await boxOf(row(page, name));
  const x = (day: number) => plot.x + (plot.width / 40) * day;
  const y = label.y + 14;
  await page.mouse.move(x(from), y);
  await page.mouse.down();
  await page.mouse.move(x(to), y, { steps: 8 });
}

test('environments show who has them, below what they are part of, and a booking opens from its bar', async ({
  adminPage: page,
  api,
}) => {
  await bookedEnvironments(api, 'seen');
  await page.goto(address('seen'));
  await expect(row(page, /^Payments of seen/)).toHaveAttribute('aria-level', '2');
  await expect(row(page, /^Payments of seen/)).toHaveAccessibleName(/3 bookings$/);
  await expect(page.getByText('4 environments')).toBeVisible();
  const shared = page.getByRole('button', { name: /^Search team, Approved, Shared, / });
  const other = page.getByRole('button', { name: /^Billing team, / });
  expect((await boxOf(other)).y, 'what overlaps lies below').toBeGreaterThan((await boxOf(shared)).y + 15);
  await expect(page.getByRole('img', { name: /^Not to be booked: Data centre move, / })).toHaveCount(4);
  await expectAccessible(page, 'the timeline of bookings', 'all');

  await row(page, /^Acceptance of seen/)
    .locator('[data-toggle]')
    .click();
  await expect(row(page, /^Payments of seen/)).toBeHidden();
  await page.getByRole('button', { name: /^Data migration, Requested, / }).click();
  const panel = page.getByRole('complementary', { name: 'Data migration' });
  await expect(panel).toContainText('Acceptance of seen');
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();

  // The same with keys alone.
  await row(page, /^Integration of seen/).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(other).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Billing team' })).toBeVisible();
  await page.keyboard.press('Escape');
  await row(page, /^Performance of seen/).focus();
  await page.keyboard.press('m');
  const form = page.getByRole('complementary', { name: 'New booking' });
  await expect(form.getByLabel(/^Environment/)).toHaveValue('Performance of seen');
});

test('environments are grouped, and only what is one’s own is asked for', async ({
  adminPage: page,
  api,
}) => {
  await bookedEnvironments(api, 'sorted');
  await page.goto(address('sorted'));
  await page.getByLabel('Group by').selectOption('Group');
  await expect(page).toHaveURL(/by=group/);
  await expect(rows(page).first()).toHaveAccessibleName('Pool of sorted, 3 environments');
  await expect(row(page, /^No group, 1 environment/)).toBeVisible();
  await page.getByLabel('Group by').selectOption('Release');
  await expect(rows(page).first()).toHaveAccessibleName('Plan of SORTED-REL, 3 environments');
  await expect(row(page, /^For no release/)).toBeVisible();
  await page.getByLabel('Only mine').check();
  await expect(row(page, /^Performance of sorted/)).toBeHidden();

  const team = await api.post('teams', { key: 'sorted-team', name: 'Sorters', portfolio: 'sorted-shop' });
  const place = { environment: 'sorted-free' };
  const usual = { usage: 'exclusive', purpose: 'code', portfolio: 'sorted-shop', team: team.id };
  await api.post('bookings', { title: 'For the team', place, ...usual, ...inMarch(11, 12) });
  await page.getByLabel('Only mine').uncheck();
  await page.getByRole('combobox', { name: 'Team' }).selectOption('Sorters');
  await expect(row(page, /^Performance of sorted/)).toBeVisible();
  await expect(page.getByText('1 environment', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'List' }).click();
  const table = page.getByRole('table', { name: 'Bookings' });
  await expect(table.getByRole('row')).toHaveCount(2);
  await expect(table).toContainText('For the team');
});

test('a time is drawn on an environment: what it clashes with shows before it is dropped', async ({
  adminPage: page,
  api,
}) => {
  await bookedEnvironments(api, 'drawn');
  await page.goto(address('drawn'));
  await expect(row(page, /^Acceptance of drawn/)).toBeVisible();
  const bubble = page.locator('[data-edit-bubble]');
  const clash = page.locator('[data-plan-ghost][data-trouble="blocks"]');

  await draw(page, /^Acceptance of drawn/, 10.5, 16.5);
  await expect(bubble).toContainText('Thu, 6 Mar 2031, 00:00 – Thu, 13 Mar 2031, 00:00');
  await expect(bubble).toContainText('Regression of the train');
  await expect(clash).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(bubble).toBeHidden();
  await expect(clash).toHaveCount(0);

  await draw(page, /^Performance of drawn/, 15.5, 17.5);
  await expect(bubble).toContainText('Nothing stands against it');
  await page.mouse.up();
  const form = page.getByRole('complementary', { name: 'New booking' });
  await expect(form.getByLabel(/^Environment/)).toHaveValue('Performance of drawn');
  await expect(form.getByLabel(/^From/)).toHaveValue('2031-03-11T00:00');
  await expect(form.getByLabel(/^To/)).toHaveValue('2031-03-14T00:00');
  await expect(page.locator('[data-plan-ghost]')).toHaveCount(1);
  await form.getByLabel(/^Title/).fill('Load test');
  await form.getByRole('button', { name: 'Ask for it' }).click();
  await expect(form).toBeHidden();
  await expect(page.getByRole('button', { name: /^Load test, / })).toBeVisible();
  await expect(page.locator('[data-plan-ghost]')).toHaveCount(0);
});

test('a booking is dragged to another time: what stands against it shows first, then it is moved', async ({
  adminPage: page,
  api,
}) => {
  await bookedEnvironments(api, 'moved');
  await page.goto(address('moved'));
  const bubble = page.locator('[data-edit-bubble]');
  const ghosts = page.locator('[data-plan-ghost]');

  await draw(page, /^Acceptance of moved/, 16.5, 28.5);
  await expect(bubble).toContainText('Sat, 22 Mar 2031, 08:00 – Wed, 26 Mar 2031, 18:00');
  await expect(bubble).toContainText('Data centre move');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(bubble).toBeHidden();

  await draw(page, /^Acceptance of moved/, 16.5, 19.5);
  await expect(bubble).toContainText('Nothing stands against it. Let go to move it there.');
  await page.mouse.up();
  const panel = page.getByRole('complementary', { name: 'Regression of the train' });
  const form = panel.getByRole('form', { name: 'Move' });
  await expect(form.getByLabel(/^From/)).toHaveValue('2031-03-13T08:00');
  await expect(form.getByLabel(/^To/)).toHaveValue('2031-03-17T18:00');
  await expect(ghosts, 'in its own row and in that of the part').toHaveCount(2);
  await form.getByRole('button', { name: 'Move' }).click();
  await expect(form).toBeHidden();
  await expect(panel).toContainText('17 Mar 2031');
  await page.keyboard.press('Escape');
  const bar = page.getByRole('button', { name: /^Regression of the train, .*17 Mar 2031/ }).first();
  await expect(bar).toBeVisible();
  await expect(ghosts).toHaveCount(0);

  // Only its end, with keys: two days later, then one back, then given up, then done.
  const team = page.getByRole('button', { name: /^Billing team, / });
  await row(page, /^Integration of moved/).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(team).toBeFocused();
  for (const key of [']', ']', '[']) await page.keyboard.press(`Alt+${key}`);
  await expect(bubble).toContainText('Thu, 27 Mar 2031, 18:00');
  await page.keyboard.press('Escape');
  await expect(bubble).toBeHidden();
  await page.keyboard.press('Alt+[');
  await page.keyboard.press('Enter');
  const other = page.getByRole('complementary', { name: 'Billing team' }).getByRole('form', { name: 'Move' });
  await expect(other.getByLabel(/^From/)).toHaveValue('2031-03-10T08:00');
  await expect(other.getByLabel(/^To/)).toHaveValue('2031-03-25T18:00');
});

test('a phone has the bookings day by day', async ({ adminPage: page, api }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await bookedEnvironments(api, 'phone');
  await page.goto('/bookings?from=2031-03-01&days=31&q=phone');
  const agenda = page.getByRole('list', { name: 'Bookings by day' });
  await expect(agenda.getByRole('heading').first()).toHaveText('Tue, 4 Mar 2031');
  const entry = agenda.getByRole('listitem').filter({ hasText: 'Regression of the train' }).last();
  await expect(entry).toContainText('Acceptance of phone');
  await expect(entry).not.toContainText('Payments of phone');
  await entry.getByRole('button', { name: 'Regression of the train' }).click();
  await expect(page.getByRole('complementary', { name: 'Regression of the train' })).toBeVisible();
});
