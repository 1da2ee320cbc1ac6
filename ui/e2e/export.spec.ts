/** What a table shows is taken along as a file. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, plannedRelease, test } from './fixtures';

async function taken(page: Page, choice: RegExp): Promise<{ name: string; bytes: Buffer }> {
  const button = page.getByRole('button', { name: 'Export' });
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: choice }).click();
  const download = await coming;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('the list of releases is taken along as it is filtered, sorted and shown', async ({
  adminPage: page,
  api,
}) => {
  for (const number of [1, 2, 3]) {
    await plannedRelease(api, `TAKE-${number}`, { name: `Taken along ${number}` });
  }
  await page.goto('/releases?q=taken&sort=-key');
  await expect(page.getByRole('link', { name: 'Taken along 1' })).toBeVisible();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Portfolio' }).uncheck();
  await page.keyboard.press('Escape');

  const csv = await taken(page, /^CSV/);
  expect(csv.name).toBe('releases.csv');
  const [head, ...rows] = csv.bytes.toString('utf8').trimEnd().split('\r\n');
  expect(head).toBe('\uFEFFKey,Name,Kind,Status,On time?,Target,Time zone,Next gate,Accountable,Risk');
  expect(rows.map((row) => row.split(',')[0])).toEqual(['TAKE-3', 'TAKE-2', 'TAKE-1']);
  expect(rows[0]).toContain('2027-03-16,Europe/Berlin,Code freeze');
  await expect(page.getByText('releases.csv was saved')).toBeVisible();

  const xlsx = await taken(page, /^XLSX/);
  expect(xlsx.name).toBe('releases.xlsx');
  expect(xlsx.bytes.subarray(0, 2).toString()).toBe('PK');
});

test('a register and the capacity are taken along from their own pages', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'TAKE-4');
  await api.post('releases/TAKE-4/raid', { kind: 'issue', title: '=No test data' });
  await page.goto('/releases/TAKE-4/raid');
  const register = await taken(page, /^CSV/);
  expect(register.name).toBe('TAKE-4 raid.csv');
  expect(register.bytes.toString('utf8')).toContain(",Issue,'=No test data,Open,");

  await page.goto('/capacity?from=2027-01-04&measure=gates');
  const capacity = await taken(page, /^CSV/);
  expect(capacity.bytes.toString('utf8').split('\r\n')[0]).toBe('\uFEFFKey,Portfolio,Week of,Gates due');
});

test('what cannot be taken along says why', async ({ adminPage: page, watch }) => {
  watch.expects(/^422 GET \/api\/v1\/journal/);
  watch.expects(/^422 GET \/api\/v1\/tables\/journal/);
  await page.goto('/journal?actor=nobody');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('button', { name: /^CSV/ }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'is no id' }).last()).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(2);
});
