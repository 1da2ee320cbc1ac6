/** Freezes, maintenance and blockouts: said in plain words, worked out by the server. */
import { expect, plannedRelease, test } from './fixtures';

test('a freeze is made in plain words, shows when it comes and whom it holds, and is changed', async ({
  adminPage: page,
  watch,
}) => {
  watch.expects(/^422 POST \/api\/v1\/windows(\/preview)?$/);
  const soon = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
  const later = new Date(Date.now() + 43 * 86_400_000).toISOString().slice(0, 10);
  await page.goto('/');
  await expect(async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await expect(page.getByRole('heading', { name: 'Windows', level: 1 })).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await page.getByRole('button', { name: 'New window' }).first().click();
  const panel = page.getByRole('complementary', { name: 'New window' });
  await panel.getByLabel('Name').fill('Stocktaking');
  await panel.getByLabel('Key').fill('stocktaking');
  await panel.getByLabel(/^Portfolio/).fill('OpenSt');
  await page.getByRole('option', { name: /^OpenStack/ }).click();
  await panel.getByLabel('Begins').fill(`${soon}T00:00`);
  await panel.getByLabel('Ends').fill(`${soon}T00:00`);
  await panel.getByLabel('Time zone').fill('UTC');
  await panel.getByRole('button', { name: 'Create window' }).click();
  await expect(panel.getByLabel('Ends')).toHaveAttribute('aria-invalid', 'true');
  await panel.getByLabel('Ends').fill(`${later}T00:00`);
  await panel.getByLabel('Repeats').selectOption('Monthly');
  const times = panel.getByRole('region', { name: 'The next times' }).getByRole('listitem');
  await expect(times).toHaveCount(6);
  await expect(times.last()).toHaveText('… and so on');
  await panel.getByRole('button', { name: 'Create window' }).click();
  await expect(page.getByText('Stocktaking was saved')).toBeVisible();
  const row = page.getByRole('row', { name: /^Stocktaking/ });
  await expect(row).toContainText('Freeze');
  await expect(row).toContainText('Monthly');

  await row.getByRole('button', { name: 'Stocktaking' }).click();
  const edit = page.getByRole('complementary', { name: 'Edit Stocktaking' });
  await edit.getByLabel('Repeats').selectOption('Never');
  await edit.getByRole('checkbox', { name: 'Train' }).check();
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('Never');
  await expect(row).toContainText('Train');
});

test('a window tells which releases are due while it lasts', async ({ adminPage: page, api }) => {
  const day = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);
  const next = new Date(Date.now() + 61 * 86_400_000).toISOString().slice(0, 10);
  const target = { date: day, zone: 'UTC' };
  await plannedRelease(api, 'HELD-1', { target, start: null, phases: [], milestones: [] });
  const { id } = await api.post('windows', {
    key: 'held',
    name: 'Held',
    kind: 'blockout',
    portfolio: 'kubernetes',
    start: `${day}T00:00`,
    end: `${next}T00:00`,
  });
  await page.goto(`/windows?panel=window:${id}`);
  const held = page
    .getByRole('complementary', { name: 'Edit Held' })
    .getByRole('region', { name: 'Releases due in it, over the next year' });
  await expect(held.getByRole('link', { name: 'Plan of HELD-1' })).toBeVisible();
});
