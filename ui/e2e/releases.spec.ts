import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';

const table = (page: Page) => page.getByRole('table', { name: 'Releases' });
const firstKey = (page: Page) => table(page).getByRole('row').nth(1).getByRole('cell').nth(1);

test('the list filters, sorts, keeps both in the address and opens a release', async ({
  adminPage: page,
}) => {
  await page.goto('/releases');
  await expect(table(page)).toBeVisible();
  await page
    .getByRole('combobox', { name: 'Portfolio' })
    .selectOption({ label: 'Example Organisation / OpenStack' });
  await page.getByRole('searchbox', { name: 'Key or name' }).fill('oslo.');
  await expect(firstKey(page)).toContainText('oslo');
  await expect(page).toHaveURL(/q=oslo\./);

  await page.getByRole('button', { name: 'Key', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Key' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(firstKey(page)).toHaveText('oslo.cache-2026.1');
  await page.getByRole('button', { name: 'Key', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Key' })).toHaveAttribute('aria-sort', 'descending');
  await expect(firstKey(page)).toHaveText('puppet-oslo-2026.1');

  await page.reload();
  await expect(firstKey(page)).toHaveText('puppet-oslo-2026.1');
  await page.getByRole('link', { name: 'oslo.vmware 2026.1 Gazpacho' }).click();
  await expect(page).toHaveURL(/\/releases\/oslo\.vmware-2026\.1$/);
  await expect(page.getByRole('heading', { name: 'oslo.vmware 2026.1 Gazpacho', level: 1 })).toBeVisible();
});

test('scrolling reads on until all are there', async ({ adminPage: page }) => {
  await page.goto('/releases?portfolio=openstack&sort=key');
  await expect(table(page)).toBeVisible();
  const count = page.getByRole('status').filter({ hasText: /rows$/ });
  await expect(count).toHaveText(/ of 217 rows$/);
  const last = page.getByRole('link', { name: 'zun-ui 2026.1 Gazpacho' });
  await table(page).hover();
  await expect(async () => {
    await page.mouse.wheel(0, 4_000);
    await expect(last).toBeVisible({ timeout: 200 });
  }).toPass();
  await expect(count).toHaveText('217 of 217 rows');
});

test('what nothing matches says what to do', async ({ adminPage: page }) => {
  await page.goto('/releases?q=no-such-release');
  await expect(page.getByRole('heading', { name: 'No release matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(table(page)).toBeVisible();
});

test('a release is created by form, each fault of it told at its field', async ({
  adminPage: page,
  watch,
}) => {
  watch.expects(/^(409|422) POST \/api\/v1\/releases$/);
  await page.goto('/releases');
  await page.getByRole('button', { name: 'New release' }).click();
  const panel = page.getByRole('complementary', { name: 'New release' });
  const key = panel.getByLabel('Key');
  await panel.getByLabel('Name').fill('Payments April');
  await key.fill('nova-2026.1');
  await panel.getByLabel('Portfolio').fill('Kuber');
  await page.getByRole('option', { name: /^Kubernetes/ }).click();
  await panel.getByLabel('Start').fill('2027-04-12');
  await panel.getByLabel('Target').fill('2027-04-01');

  // The end before the start, told by its field.
  await panel.getByRole('button', { name: 'Create release' }).click();
  await expect(
    panel
      .getByRole('alert')
      .filter({ hasText: /before|start/ })
      .first(),
  ).toBeVisible();
  await expect(panel.getByLabel('Target')).toHaveAttribute('aria-invalid', 'true');

  // A key that is taken, whatever its case.
  await panel.getByLabel('Target').fill('2027-04-30');
  await key.fill('NOVA-2026.1');
  await panel.getByRole('button', { name: 'Create release' }).click();
  await expect(key).toHaveAttribute('aria-invalid', 'true');
  await expect(key).toHaveAccessibleDescription(/NOVA-2026\.1/);
  await expect(panel.getByLabel('Name')).toHaveValue('Payments April');

  await key.fill('PAY-2027.4');
  await panel.getByRole('button', { name: 'Create release' }).click();
  await expect(page).toHaveURL(/\/releases\/PAY-2027\.4$/);
  await expect(page.getByRole('heading', { name: 'Payments April', level: 1 })).toBeVisible();
  await expect(page.getByText('PAY-2027.4 was created')).toBeVisible();
  await expect(
    page
      .getByText('Fri 30 Apr 2027')
      .or(page.getByText(/30 Apr 2027/))
      .first(),
  ).toBeVisible();
});

test('a release nobody may see or that is not there says so', async ({ adminPage: page, watch }) => {
  watch.expects(/^404 GET \/api\/v1\/releases\/no-such-release$/);
  await page.goto('/releases/no-such-release');
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible();
});
