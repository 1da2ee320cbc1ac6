import type { Page } from '@playwright/test';
import { expect, plannedRelease, test } from './fixtures';
import { setUp } from './server';

/** The days of the Gazpacho train, whatever the day of the test. */
const GAZPACHO = '/?from=2025-09-15&days=220';
const MEMBERS = 216;

const grid = (page: Page) => page.getByRole('treegrid', { name: 'Calendar' });
const train = (page: Page) => grid(page).getByRole('row', { name: /^OpenStack 2026\.1 Gazpacho, / });
const daysOf = (page: Page) => Number(new URL(page.url()).searchParams.get('days'));

// Of its own: what other journeys plan would be nearer.
test('a calendar without days in its address goes where the releases are', async ({ freshServer, page }) => {
  const { cookies } = await setUp(freshServer);
  await page.context().addCookies(cookies);
  await page.goto(freshServer.url);
  await expect(train(page)).toBeVisible();
});

test('the train says its members, closes and opens, and stays so', async ({ adminPage: page }) => {
  await page.goto(GAZPACHO);
  await expect(train(page)).toHaveAccessibleName(/Completed|Done/);
  await expect(train(page)).toHaveAccessibleName(new RegExp(`, ${MEMBERS} members$`));
  await expect(train(page)).toHaveAttribute('aria-expanded', 'true');
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(MEMBERS + 2));
  // Rows exist only where one looks; their number is told all the same.
  const nova = grid(page).getByRole('row', { name: /^nova 2026\.1 Gazpacho, / });
  await expect(nova).toHaveCount(0);

  await train(page).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(train(page)).toHaveAttribute('aria-expanded', 'false');
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '2');
  await page.reload();
  await expect(train(page)).toHaveAttribute('aria-expanded', 'false');
  await train(page).focus();
  await page.keyboard.press('ArrowRight');
  await expect(train(page)).toHaveAttribute('aria-expanded', 'true');

  await page.getByRole('searchbox', { name: 'Key or name' }).fill('nova-2026.1');
  await expect(nova).toBeVisible();
  await expect(nova).toHaveAttribute('aria-level', '2');
});

test('every gate of the train has a name, a state and a day', async ({ adminPage: page }) => {
  // Near enough that gates of different days stand for themselves.
  await page.goto('/?from=2025-10-25&days=30');
  await expect(
    page.getByRole('button', { name: 'Gate Gazpacho-1 milestone, Passed, Thu, 13 Nov 2025' }),
  ).toBeVisible();
  await expect(
    page.getByRole('button', { name: /^Gate PTG \(virtual\), Passed, Thu, 30 Oct/ }),
  ).toBeVisible();

  await page.goto('/?from=2025-09-15&days=220');
  // Far away some share a place; together they are all 23, and the events of single projects.
  const names = page.locator('[data-stop]');
  await expect(names.first()).toBeVisible();
  const said = (await names.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))).join(
    '; ',
  );
  for (const gate of ['Gazpacho-1', 'Gazpacho-2', 'Gazpacho-3', 'RC1 target week', 'Membership Freeze']) {
    expect(said).toContain(gate);
  }
});

test('zoom by button and by key ends up in the address', async ({ adminPage: page }) => {
  await page.goto(GAZPACHO);
  await page.getByRole('group', { name: 'Zoom' }).getByRole('button', { name: 'Quarter' }).click();
  await expect.poll(() => daysOf(page)).toBeLessThan(100);
  await expect(page.getByRole('button', { name: 'Quarter' })).toHaveAttribute('aria-pressed', 'true');

  const quarter = daysOf(page);
  await page.getByRole('button', { name: 'Zoom in (+)' }).click();
  await expect.poll(() => daysOf(page)).toBeLessThan(quarter * 0.8);

  const near = daysOf(page);
  await grid(page).getByRole('row').first().focus();
  await page.keyboard.press('-');
  await expect.poll(() => daysOf(page)).toBeGreaterThan(near * 1.2);
  await page.keyboard.press('f');
  await expect.poll(() => daysOf(page)).toBeGreaterThan(quarter);
  await page.keyboard.press('Shift+ArrowRight');
  const from = new URL(page.url()).searchParams.get('from');
  await expect.poll(() => new URL(page.url()).searchParams.get('from')).not.toBe(from);
});

test('today has a line, and a button that leads to it', async ({ adminPage: page }) => {
  await page.goto(GAZPACHO);
  await expect(train(page)).toBeVisible();
  await page.getByRole('button', { name: 'Today' }).click();
  await expect(page.locator('[data-timeline-header]').getByText('Today')).toBeInViewport();
});

test('grouping and filters stand in the address and survive a reload', async ({ adminPage: page }) => {
  await page.goto(GAZPACHO);
  await page.getByLabel('Group').selectOption('Portfolio');
  const group = grid(page).getByRole('row', { name: `OpenStack, ${MEMBERS + 1} releases` });
  await expect(group).toBeVisible();

  await page.getByRole('combobox', { name: 'Kind' }).selectOption('Train');
  await expect(grid(page).getByRole('row', { name: 'OpenStack, 1 release' })).toBeVisible();
  await expect(page.getByText(/^1 of 21\d releases$/)).toBeVisible();
  await expect(page).toHaveURL(/group=portfolio/);
  await expect(page).toHaveURL(/kind=train/);

  await page.reload();
  await expect(grid(page).getByRole('row', { name: 'OpenStack, 1 release' })).toBeVisible();
  await expect(page.getByLabel('Group')).toHaveValue('portfolio');
  await expect(page.getByRole('combobox', { name: 'Kind' })).toHaveValue('train');

  await page.getByRole('searchbox', { name: 'Key or name' }).fill('no such release');
  await expect(page.getByRole('heading', { name: /^No release from .* matches$/ })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).last().click();
  await expect(group).toBeVisible();
});

test('a release and its gates open beside the timeline, and give the focus back', async ({
  adminPage: page,
}) => {
  await page.goto(GAZPACHO);
  await train(page).focus();
  await page.keyboard.press('Space');
  const panel = page.getByRole('complementary', { name: 'OpenStack 2026.1 Gazpacho' });
  await expect(panel).toContainText('openstack-2026.1');
  await expect(panel).toContainText('Gazpacho-3 milestone');
  await expect(panel.getByText('Release candidates')).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(train(page)).toBeFocused();

  await train(page).getByText('openstack-2026.1').click();
  await panel.getByRole('link', { name: 'Open release' }).click();
  await expect(page.getByRole('heading', { name: 'OpenStack 2026.1 Gazpacho', level: 1 })).toBeVisible();
  await page.goBack();
  await expect(panel).toBeVisible();
});

const layer = async (page: Page, name: string) => {
  await page.getByRole('button', { name: 'Layers' }).click();
  await page.getByRole('checkbox', { name }).click();
  await page.keyboard.press('Escape');
};

test('windows are bands with a name, a card and a link, and can be left out', async ({
  adminPage: page,
  api,
}) => {
  const { id } = await api.post('windows', {
    key: 'turn-of-the-year',
    name: 'Turn of the year',
    kind: 'freeze',
    portfolio: 'openstack',
    zone: 'Europe/Berlin',
    start: '2025-12-19T18:00',
    end: '2026-01-05T06:00',
  });
  await page.goto(GAZPACHO);
  await expect(train(page)).toBeVisible();
  const strip = page.getByRole('group', { name: 'Windows' });
  const chip = strip.getByRole('link', { name: /^Freeze Turn of the year, .*19 Dec 2025.*Europe\/Berlin$/ });
  await expect(page.locator('[data-band="freeze"]').first()).toBeVisible();
  const card = page.getByRole('tooltip');
  // While the rows arrive the strip is laid out again, and a pointer that rests has nothing to enter.
  await expect(async () => {
    await page.mouse.move(0, 0);
    await chip.hover();
    await expect(card).toContainText('OpenStack', { timeout: 2_000 });
  }).toPass();
  await expect(card).toContainText(/18:00.*06:00/);
  await page.mouse.move(0, 0);
  await expect(card).toBeHidden();

  await layer(page, 'Windows');
  await expect(strip).toHaveCount(0);
  await expect(page).toHaveURL(/layers=windows/);
  await layer(page, 'Windows');
  await chip.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Edit Turn of the year' })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(id));
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/?from=2025-12-15&days=14');
  const agenda = page.getByRole('list', { name: 'What is due, by week' });
  await expect(agenda.getByRole('link', { name: 'Turn of the year' })).toBeVisible();
  await expect(agenda).toContainText('Europe/Berlin');
});

test('a need that comes too late is a line in trouble, and said in words', async ({
  adminPage: page,
  api,
}) => {
  const target = (date: string) => ({ date, zone: 'Europe/Berlin' });
  await plannedRelease(api, 'LINE-BASE', { start: '2027-01-11', target: target('2027-03-16') });
  await plannedRelease(api, 'LINE-TOP', { start: '2027-02-01', target: target('2027-04-16') });
  await plannedRelease(api, 'LINE-AFTER', { start: '2027-03-16', target: target('2027-05-16') });
  for (const key of ['LINE-TOP', 'LINE-AFTER'])
    await api.change('PUT', `releases/${key}/dependencies/LINE-BASE`, `releases/${key}`, {
      hard: true,
      note: '',
    });

  await page.goto('/?from=2027-01-01&days=150&q=LINE-');
  const lines = page.locator('[data-dependency]');
  await expect(lines).toHaveCount(2);
  await expect(page.locator('[data-dependency][data-trouble="early"]')).toHaveCount(1);
  await grid(page)
    .getByRole('row', { name: /^Plan of LINE-TOP, / })
    .focus();
  await page.keyboard.press('Space');
  const panel = page.getByRole('complementary', { name: 'Plan of LINE-TOP' });
  await expect(panel).toContainText('delivered only after this begins');
  await page.keyboard.press('Escape');
  await layer(page, 'Dependencies');
  await expect(lines).toHaveCount(0);
});

test('where a release was first planned is a ghost below its bar', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'GHOST-1');
  await api.change('PATCH', 'releases/GHOST-1', 'releases/GHOST-1', {
    target: { date: '2027-04-13', zone: 'Europe/Berlin' },
  });
  await page.goto('/?from=2027-01-01&days=150&q=GHOST-1');
  const row = grid(page).getByRole('row', { name: /^Plan of GHOST-1, / });
  await expect(row).toBeVisible();
  const ghost = page.locator('[data-ghost]');
  await expect(ghost).toHaveCount(0);
  await layer(page, 'First plan');
  await expect(ghost).toHaveCount(1);
  await row.focus();
  await expect(page.getByRole('tooltip')).toContainText('First planned 11 Jan – 16 Mar 2027');
});

test('rows are grouped and coloured by who is accountable', async ({ adminPage: page }) => {
  await page.goto(GAZPACHO);
  await page.getByLabel('Group').selectOption('Accountable');
  await expect(grid(page).getByRole('row', { name: /^Nobody, \d+ releases$/ })).toBeVisible();
  await page.getByLabel('Colour').selectOption('Kind');
  await expect(page.locator('footer').getByText('Train', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Collapse all' }).click();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', /^\d$/);
  await page.getByRole('button', { name: 'Expand all' }).click();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', /^\d{2,}$/);
});

test('on a phone it is a list of what is due, week by week', async ({ adminPage: page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/?from=2026-03-09&days=30');
  const agenda = page.getByRole('list', { name: 'What is due, by week' });
  await expect(agenda.getByRole('link', { name: 'RC1 target week' })).toBeVisible();
  await expect(grid(page)).toHaveCount(0);
  await agenda.getByRole('button', { name: /^21\d releases reach their target on Wed, 1 Apr 2026$/ }).click();
  await agenda.getByRole('link', { name: 'nova 2026.1 Gazpacho', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'nova 2026.1 Gazpacho', level: 1 })).toBeVisible();
});
