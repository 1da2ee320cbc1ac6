/** The evidence of a release: taken along from its page, and checked without the server. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, plannedRelease, test } from './fixtures';
import { BINARY } from './server';

test('the evidence of a release is taken along and proves itself', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'EVI-1');
  await page.goto('/releases/EVI-1');
  await page.getByRole('button', { name: 'More' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Take the evidence along (.zip)' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^EVI-1-evidence-\d{8}T\d{6}Z\.zip$/);
  await expect(page.getByText(/^Saved EVI-1-evidence/)).toBeVisible();

  const folder = mkdtempSync(join(tmpdir(), 'signalbox-evidence-'));
  try {
    const file = join(folder, 'pack.zip');
    await saved.saveAs(file);
    const key = (await (await page.request.get('/api/v1/journal/key')).text()).trim();
    const told = execFileSync(BINARY, ['verify', 'pack', file, '--key', key], { encoding: 'utf8' });
    expect(told).toMatch(/^Evidence of EVI-1 \(/);
    writeFileSync(file, 'no pack');
    expect(() => execFileSync(BINARY, ['verify', 'pack', file], { stdio: 'pipe' })).toThrow(/no archive/);
  } finally {
    rmSync(folder, { recursive: true });
  }

  // That it was taken is an event of the release, which the page shows without being asked.
  await page.keyboard.press('Escape');
  await page.goto('/releases/EVI-1/activity');
  await expect(page.getByText(/took along the evidence of the release/)).toBeVisible();
});
