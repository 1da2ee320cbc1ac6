/** Calendars that programs subscribe to: an address is made, read by somebody who does not sign in, and taken back. */
import type { Page } from '@playwright/test';
import { expect, plannedRelease, test } from './fixtures';

/** What a calendar program reads: it has the address and nothing else. */
async function subscribe(address: string) {
  const answer = await fetch(address);
  return { status: answer.status, text: await answer.text() };
}

async function create(page: Page, name: string): Promise<string> {
  const panel = page.getByRole('complementary', { name: `Subscribe to ${name}` });
  await panel.getByRole('button', { name: 'Create an address' }).click();
  const address = await panel
    .getByRole('region', { name: 'The new address' })
    .getByRole('code')
    .textContent();
  return address ?? '';
}

test('the feed of a release is made, read, found among the tokens and revoked', async ({
  adminPage: page,
  api,
}) => {
  const target = { date: '2027-03-04', zone: 'UTC' };
  await plannedRelease(api, 'FED-1', { target, start: null, phases: [], milestones: [] });
  await page.goto('/releases/FED-1');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: 'Subscribe' }).click();
  const address = await create(page, 'Plan of FED-1');
  const read = await subscribe(address);
  expect(read.status).toBe(200);
  expect(read.text).toContain('DTSTART;VALUE=DATE:20270304');

  // Shown once: whoever comes back sees only how it begins.
  await page.reload();
  const panel = page.getByRole('complementary', { name: 'Subscribe to Plan of FED-1' });
  await expect(panel.getByRole('region', { name: 'Your addresses' }).getByRole('listitem')).toHaveCount(1);
  await expect(page.getByText(address)).toHaveCount(0);

  await page.goto('/admin/tokens');
  const row = page.getByRole('table', { name: 'Calendar feeds' }).getByRole('row', { name: /Plan of FED-1/ });
  await row.getByRole('button', { name: 'Revoke' }).click();
  await row.getByRole('button', { name: /^Revoke/ }).click();
  await expect(page.getByText(/leads nowhere now/)).toBeVisible();
  await expect(row).toHaveCount(0);
  expect((await subscribe(address)).status).toBe(404);
});

test('a portfolio and a saved view are subscribed to and show what they show', async ({
  adminPage: page,
  api,
}) => {
  const day = new Date(Date.now() + 50 * 86_400_000).toISOString().slice(0, 10);
  const target = { date: day, zone: 'UTC' };
  const plan = { target, start: null, phases: [], milestones: [] };
  await plannedRelease(api, 'FED-HIGH', { ...plan, risk: 'high', tags: ['fed'] });
  await plannedRelease(api, 'FED-LOW', { ...plan, risk: 'low', tags: ['fed'] });
  await api.post('views', { name: 'Risky ones', screen: 'releases', state: { tag: 'fed', risk: 'high' } });
  await page.goto('/portfolios/kubernetes');
  await page.getByRole('button', { name: 'Subscribe' }).click();
  const all = await subscribe(await create(page, 'Kubernetes'));
  expect(all.text).toContain('FED-HIGH');
  expect(all.text).toContain('FED-LOW');

  await page.goto('/releases?tag=fed&risk=high');
  await page.getByRole('button', { name: 'Risky ones' }).click();
  await page.getByRole('button', { name: 'Subscribe to Risky ones' }).click();
  const risky = await subscribe(await create(page, 'Risky ones'));
  expect(risky.text).toContain('FED-HIGH');
  expect(risky.text).not.toContain('FED-LOW');
});
