/** Working calendars: made, named by a portfolio, inherited below it, changed, and kept while anybody works by them. */
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';

test('a calendar is made with its holidays and named by a portfolio, which what is below inherits', async ({
  adminPage: page,
  api,
  watch,
}) => {
  watch.expects(/^409 POST \/api\/v1\/working-calendars\/\w+\/archive$/);
  watch.expects(/^422 POST \/api\/v1\/working-calendars$/);
  await api.post('portfolios', { key: 'coast', name: 'Coast', parent: 'kubernetes' });
  await api.post('portfolios', { key: 'harbour', name: 'Harbour', parent: 'coast' });
  await page.goto('/');
  await expect(async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await expect(page.getByRole('heading', { name: 'Working calendars', level: 1 })).toBeVisible({
      timeout: 2_000,
    });
  }).toPass();
  await page.getByRole('button', { name: 'New working calendar' }).first().click();
  const panel = page.getByRole('complementary', { name: 'New working calendar' });
  await panel.getByLabel('Name').fill('Northern');
  await panel.getByLabel('Key').fill('northern');
  await panel.getByRole('checkbox', { name: 'Friday' }).uncheck();
  await panel.getByRole('button', { name: 'Add a holiday' }).click();
  await panel.getByLabel('Day of holiday 1').fill('2031-06-24');
  await panel.getByRole('button', { name: 'Create working calendar' }).click();
  await expect(panel.getByLabel('Name of holiday 1')).toHaveAttribute('aria-invalid', 'true');
  await panel.getByLabel('Name of holiday 1').fill('Midsummer');
  await panel.getByRole('button', { name: 'Add a holiday' }).click();
  await expectAccessible(page, 'a working calendar', 'all');
  await panel.getByRole('button', { name: 'Create working calendar' }).click();
  const row = page.getByRole('row', { name: /^Northern/ });
  await expect(row).toContainText('Mon–Thu');
  await expect(row).toContainText('24 Jun 2031 Midsummer');

  await page.goto('/portfolios/coast?panel=edit');
  const edit = page.getByRole('complementary', { name: 'Edit Coast' });
  await expect(edit.getByLabel('Working calendar')).toHaveValue('');
  await expect(edit.getByRole('option', { name: 'Monday to Friday (as above)' })).toBeAttached();
  await edit.getByLabel('Working calendar').selectOption('Northern');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Working calendar: Northern')).toBeVisible();
  await page.goto('/portfolios/harbour');
  await expect(page.getByText('Working calendar: Northern (as above)')).toBeVisible();

  await page.goto('/admin/working-calendars');
  await row.getByRole('button', { name: 'Northern' }).click();
  const open = page.getByRole('complementary', { name: 'Edit Northern' });
  await open.getByRole('button', { name: 'Archive' }).click();
  await open.getByRole('button', { name: /^Archive Northern\?/ }).click();
  await expect(open.getByRole('alert')).toContainText('works by Northern');
  await open.getByRole('checkbox', { name: 'Sunday' }).check();
  await open.getByRole('button', { name: 'Remove Midsummer' }).click();
  await open.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('Mon–Thu, Sun');
});
