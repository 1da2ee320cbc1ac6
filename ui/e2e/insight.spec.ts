import { type Api, expect, plannedRelease, test } from './fixtures';

/** Two releases that change the same system in February 2029, and one that only tests another again. */
async function busyWeeks(api: Api, key: string): Promise<void> {
  await api.post('portfolios', { key, name: `Division ${key}`, parent: 'kubernetes' });
  for (const system of ['ledger', 'lonely']) {
    await api.post('systems', {
      key: `${key}-${system}`,
      name: `${key} ${system}`,
      kind: 'service',
      portfolio: key,
    });
  }
  const plan = {
    portfolio: key,
    start: '2029-02-05',
    target: { date: '2029-02-16' },
    phases: [],
    milestones: [],
  };
  await plannedRelease(api, `${key}-A`, plan);
  await plannedRelease(api, `${key}-B`, { ...plan, start: '2029-02-12', target: { date: '2029-03-02' } });
  for (const [release, system, impact] of [
    ['A', 'ledger', 'code'],
    ['B', 'ledger', 'configuration'],
    ['B', 'lonely', 'regression'],
  ]) {
    const path = `releases/${key}-${release}`;
    await api.change('PUT', `${path}/systems/${key}-${system}`, path, { impact });
  }
}

test('every number of the capacity opens the releases behind it', async ({ adminPage: page, api }) => {
  await busyWeeks(api, 'full');
  await page.goto('/releases');
  await page.getByRole('navigation').getByRole('link', { name: 'Capacity' }).first().click();
  await expect(page.getByRole('heading', { name: 'Capacity', level: 1 })).toBeVisible();
  await page.goto('/capacity?from=2029-02-05&weeks=13&portfolio=full');
  const grid = page.getByRole('table', { name: 'Active releases per portfolio and week' });
  await expect(grid.getByRole('row', { name: /^Division full 2/ })).toBeVisible();
  await grid.getByRole('button', { name: /^2 Active releases, Division full, week 7:/ }).click();
  const panel = page.getByRole('complementary', { name: 'Active releases' });
  await expect(panel.getByRole('link', { name: 'Plan of full-A' })).toBeVisible();
  await expect(panel.getByRole('link', { name: 'Plan of full-B' })).toBeVisible();
  await panel.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'Collisions' }).click();
  await expect(page).toHaveURL(/measure=collisions/);
  await page.getByRole('button', { name: /^1 Collisions, Division full, week 7:/ }).click();
  const together = page.getByRole('complementary', { name: 'Collisions' });
  await expect(together.getByRole('link', { name: 'full ledger' }).first()).toBeVisible();
  await together.getByRole('link', { name: 'Plan of full-B' }).click();
  await expect(page.getByRole('heading', { name: 'Plan of full-B', level: 1 })).toBeVisible();
});

test('the impact matrix shows who collides, on which days', async ({ adminPage: page, api }) => {
  await busyWeeks(api, 'both');
  await page.goto('/releases');
  await expect(page.getByRole('heading', { name: 'Releases', level: 1 })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await expect(page.getByRole('heading', { name: 'Impact matrix', level: 1 })).toBeVisible();
  await page.goto('/impact?from=2029-02-05&weeks=13&portfolio=both');
  const grid = page.getByRole('table', { name: 'Systems and the releases that touch them' });
  const ledger = grid.getByRole('row', { name: /^both ledger/ });
  await expect(ledger.getByRole('cell', { name: /^Code Collides with 1 release/ })).toBeVisible();
  await expect(ledger.getByRole('cell', { name: /^Configuration/ })).toBeVisible();
  await expect(grid.getByText('both lonely')).toHaveCount(0);
  await page.getByLabel('Also without collision').check();
  await expect(grid.getByRole('row', { name: /^both lonely/ })).toContainText('Regression');

  await ledger.getByRole('button', { name: /^1 collision on both ledger/ }).click();
  const panel = page.getByRole('complementary', { name: 'Collisions on both ledger' });
  await expect(panel).toContainText('Both from 12 Feb 2029 to 16 Feb 2029');
  await panel.getByRole('link', { name: 'Plan of both-A' }).click();
  await expect(page.getByRole('heading', { name: 'Plan of both-A', level: 1 })).toBeVisible();
});

test('where nobody collides the screen says so', async ({ adminPage: page }) => {
  await page.goto('/impact?from=2019-01-07');
  await expect(page.getByText("Nobody gets into anybody's way")).toBeVisible();
  await page.goto('/capacity?from=2019-01-07');
  await expect(page.getByText('No release in these weeks')).toBeVisible();
});
