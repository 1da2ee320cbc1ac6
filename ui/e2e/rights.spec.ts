import { expect, plannedRelease, test } from './fixtures';

test('a role of one’s own is made, given, and explains itself', async ({ adminPage: page, api, watch }) => {
  watch.expects(/^422 POST \/api\/v1\/roles$/);
  watch.expects(/^409 DELETE \/api\/v1\/roles\/\w+$/);
  const lead = await api.post('people', { name: 'Test Lead', email: 'lead@example.org' });
  await page.goto('/admin/roles');
  const table = page.getByRole('region', { name: 'What each built-in role allows' });
  await expect(table.getByRole('row', { name: /^Approver/ }).getByRole('img', { name: 'yes' })).toHaveCount(
    2,
  );
  await page.getByRole('button', { name: 'New role' }).click();
  const panel = page.getByRole('complementary', { name: 'New role' });
  await panel.getByLabel('Name').fill('Gatekeeper');
  await panel.getByLabel('Key').fill('approver');
  await panel.getByLabel('decide gates').check();
  await panel.getByRole('button', { name: 'Create role' }).click();
  await expect(panel.getByLabel('Key')).toHaveAttribute('aria-invalid', 'true');
  await panel.getByLabel('Key').fill('gatekeeper');
  await panel.getByRole('button', { name: 'Create role' }).click();
  await expect(page.getByRole('row', { name: /^Gatekeeper decide gates/ })).toBeVisible();

  await page.goto('/portfolios/openstack?panel=grant');
  const give = page.getByRole('complementary', { name: 'Give a role' });
  await give.getByLabel('Role').selectOption('Gatekeeper');
  await expect(give.getByText('May decide gates.')).toBeVisible();
  await give.getByLabel('Name').fill('Test Le');
  await page.getByRole('option', { name: /^Test Lead/ }).click();
  await give.getByRole('button', { name: 'Give a role' }).click();
  const grants = page.getByRole('table', { name: 'Who may do what here and below' });
  await expect(grants.getByRole('row', { name: /^Test Lead Gatekeeper/ })).toBeVisible();

  // Who may decide gates here, and why?
  await page.getByLabel('May do what', { exact: true }).selectOption('decide gates');
  const rights = page.getByRole('table', { name: 'Each person’s rights' });
  await rights.getByRole('button', { name: 'Test Lead' }).click();
  const why = page.getByRole('complementary', { name: 'Why Test Lead may do this in OpenStack' });
  await expect(why.getByRole('listitem')).toContainText(['Gatekeeper']);
  await expect(why).toContainText('Given on OpenStack');
  expect((await api.get(`people/${lead.id}/rights?portfolio=openstack`)).rights).toEqual(['decide']);

  // What somebody holds stays.
  await page.goto('/admin/roles');
  await page.getByRole('button', { name: 'Gatekeeper' }).click();
  const change = page.getByRole('complementary', { name: 'Gatekeeper' });
  await change.getByRole('button', { name: 'Remove' }).click();
  await change.getByRole('button', { name: /^Remove Gatekeeper/ }).click();
  await expect(change).toContainText('the role Gatekeeper is given 1 times');
});

test('a release is shared with a guest for a while', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'SHARED-1');
  await api.post('people', { name: 'Outside Supplier', email: 'supplier@example.net' });
  await page.goto('/releases/SHARED-1/people');
  await page.getByRole('button', { name: 'Share with a guest' }).click();
  const panel = page.getByRole('complementary', { name: 'Share with a guest' });
  await panel.getByLabel('Name').fill('Outside');
  await page.getByRole('option', { name: /^Outside Supplier/ }).click();
  await panel.getByLabel('Until').fill('2099-12-31');
  await panel.getByRole('button', { name: 'Share with a guest' }).click();
  const guest = page.getByRole('table', { name: 'Guests' }).getByRole('row', { name: /^Outside Supplier/ });
  await expect(guest).toContainText('31 Dec 2099');
  await guest.getByRole('button', { name: 'Remove' }).click();
  await guest.getByRole('button', { name: /^Remove Outside Supplier/ }).click();
  await expect(page.getByText('Nobody from outside sees this release.')).toBeVisible();
});
