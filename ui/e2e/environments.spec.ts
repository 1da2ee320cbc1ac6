import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';

test('an environment is added, described and found again', async ({ adminPage: page, watch }) => {
  watch.expects(/^422 (POST|PATCH) \/api\/v1\/environments/);
  await page.goto('/environments');
  await page.getByRole('button', { name: 'New environment' }).first().click();
  const panel = page.getByRole('complementary', { name: 'New environment' });
  await panel.getByLabel('Name').fill('Acceptance 1');
  await panel.getByLabel('Key').fill('uat-1');
  await panel.getByLabel('Stage').selectOption('Acceptance');
  await panel.getByLabel('Portfolio').fill('OpenSt');
  await page.getByRole('option', { name: /^OpenStack/ }).click();
  await panel.getByLabel('Several may have it at once').check();
  await panel.getByLabel('How many at once').fill('3');
  await panel.getByLabel('Cost per hour').fill('12.50');
  await panel.getByRole('button', { name: 'Create environment' }).click();
  await expect(page.getByText('Acceptance 1 was saved')).toBeVisible();

  const list = page.getByRole('table', { name: 'Environments' });
  const row = list.getByRole('row', { name: /uat-1/ });
  await expect(row).toContainText('Free');
  await expect(row).toContainText('Shared, 3 at once');
  await page.getByLabel('Stage').selectOption('Acceptance');
  await expect(page).toHaveURL(/stage=acceptance/);
  await row.getByRole('link', { name: 'Acceptance 1' }).click();
  await expect(page.getByRole('heading', { name: 'Acceptance 1', level: 1 })).toBeVisible();
  await expect(page.getByText('€12.50')).toBeVisible();

  // A secret is refused where it does not belong, and taken as a reference.
  await page.getByRole('button', { name: 'Add setting' }).click();
  const setting = page.getByRole('complementary', { name: 'Add setting' });
  await setting.getByLabel('Part').selectOption('Variables');
  await setting.getByLabel('Setting').fill('db_password');
  await setting.getByLabel('Value').fill('hunter2');
  await setting.getByRole('button', { name: 'Add setting' }).click();
  await expect(setting.getByRole('alert')).toContainText('looks like a secret');
  await setting.getByLabel('Value').fill('secret:vault/uat/db');
  await setting.getByRole('button', { name: 'Add setting' }).click();
  const profile = page.getByRole('table', { name: 'Profile' });
  await expect(profile.getByRole('row', { name: /db_password/ })).toContainText('secret:vault/uat/db');

  await page.getByRole('button', { name: 'Set state' }).click();
  const state = page.getByRole('complementary', { name: 'How is Acceptance 1?' });
  await state.getByLabel('State').selectOption('Down');
  await state.getByLabel('Note').fill('the database does not answer');
  await state.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#main').getByText('Down', { exact: true })).toBeVisible();
  await expectAccessible(page, 'an environment', 'all');
});

test('a change request goes from a draft to done', async ({ adminPage: page, api }) => {
  await api.post('environments', { key: 'perf', name: 'Performance', portfolio: 'openstack' });
  await page.goto('/environments/perf');
  await page.getByRole('button', { name: 'New change request' }).click();
  const panel = page.getByRole('complementary', { name: 'New change request' });
  await panel.getByLabel('Title').fill('Fresh data');
  await panel.getByLabel('Kind').selectOption('Refresh');
  await panel.getByLabel('From', { exact: true }).fill('2030-03-01T08:00');
  await panel.getByLabel('To', { exact: true }).fill('2030-03-01T18:00');
  await panel.getByRole('button', { name: 'Save draft' }).click();
  const requests = page.getByRole('table', { name: 'Change requests' });
  const row = requests.getByRole('row', { name: /Fresh data/ });
  await expect(row).toContainText('Draft');
  for (const [step, status] of [
    ['Submit', 'Requested'],
    ['Approve', 'Approved'],
    ['Begin', 'In progress'],
    ['Finish', 'Done'],
  ]) {
    await row.getByRole('button', { name: 'Fresh data' }).click();
    const form = page.getByRole('complementary', { name: 'Fresh data' });
    await form.getByRole('button', { name: step, exact: true }).click();
    await expect(form).toBeHidden();
    await expect(row).toContainText(status ?? '');
  }
});

test('stages and groups are kept', async ({ adminPage: page }) => {
  await page.goto('/admin/stages');
  const stages = page.getByRole('table', { name: 'Stages' });
  await expect(stages.getByRole('row')).toHaveCount(6);
  await page.getByRole('button', { name: 'New stage' }).click();
  const stage = page.getByRole('complementary', { name: 'New stage' });
  await stage.getByLabel('Name').fill('Hardening');
  await stage.getByLabel('Key').fill('hardening');
  await stage.getByLabel('Position').fill('35');
  await stage.getByLabel('Portfolio').fill('OpenSt');
  await page.getByRole('option', { name: /^OpenStack/ }).click();
  await stage.getByRole('button', { name: 'Create stage' }).click();
  await expect(stages.getByRole('row').nth(4)).toContainText('Hardening');

  await page.goto('/environment-groups');
  await page.getByRole('button', { name: 'New group' }).first().click();
  const group = page.getByRole('complementary', { name: 'New group' });
  await group.getByLabel('Name').fill('Projects');
  await group.getByLabel('Key').fill('projects');
  await group.getByLabel('Portfolio').fill('OpenSt');
  await page.getByRole('option', { name: /^OpenStack/ }).click();
  await group.getByLabel('Bookings without a clash need no approval').check();
  await group.getByRole('button', { name: 'Create group' }).click();
  const row = page.getByRole('table', { name: 'Environment groups' }).getByRole('row', { name: /Projects/ });
  await expect(row).toContainText('Approved at once');
  await expectAccessible(page, 'groups', 'all');
});

test('what runs where is compared with production', async ({ adminPage: page, api }) => {
  for (const [key, stage, version] of [
    ['par-uat', 'acceptance', '31.0.0'],
    ['par-live', 'production', '30.0.0'],
  ]) {
    await api.post('environments', { key, name: `Parity ${stage}`, portfolio: 'openstack', stage });
    await api.post('deployments', { environment: key, system: 'nova', version, at: '2026-01-01T00:00:00Z' });
  }
  await page.goto('/versions');
  const matrix = page.getByRole('table', { name: 'Where which version runs' });
  await expect(matrix.getByRole('link', { name: 'Parity acceptance' })).toBeVisible();
  await expect(matrix.getByText('31.0.0')).toBeVisible();
  await matrix.getByRole('link', { name: 'Parity acceptance' }).click();
  await expect(page.getByRole('table', { name: 'What runs here' })).toContainText('31.0.0');
  const parity = page.getByRole('region', { name: 'Parity', exact: true });
  await expect(parity.getByRole('row', { name: /nova/ })).toContainText('30.0.0');
  await expectAccessible(page, 'parity of an environment', 'all');
});
