import { expect, plannedRelease, test } from './fixtures';

test('a view is saved, opened again from elsewhere and shared', async ({ adminPage: page }) => {
  await page.goto('/releases?kind=train&sort=-target');
  await expect(page.getByRole('table', { name: 'Releases' })).toBeVisible();
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('button', { name: 'Save this view' }).click();
  const panel = page.getByRole('complementary', { name: 'Save this view' });
  await panel.getByRole('textbox', { name: 'Name' }).fill('Trains, last first');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel).toBeHidden();
  await expect(page.getByRole('button', { name: 'Trains, last first' })).toBeVisible();

  await page.goto('/releases?q=nova');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('button', { name: 'Trains, last first' }).click();
  await expect(page).toHaveURL(/kind=train/);
  await expect(page).not.toHaveURL(/q=nova/);
});

test('many releases are changed together, after a look at what would become of each', async ({
  adminPage: page,
  api,
}) => {
  await plannedRelease(api, 'BULK-1');
  await plannedRelease(api, 'BULK-2');
  await page.goto('/releases?q=BULK');
  await page.getByRole('checkbox', { name: 'Choose BULK-1' }).check();
  await page.getByRole('checkbox', { name: 'Choose BULK-2' }).check();
  await page.getByRole('button', { name: 'Change 2 releases together' }).click();
  const panel = page.getByRole('complementary', { name: 'Change 2 releases together' });
  await panel.getByRole('combobox', { name: 'Risk' }).selectOption('high');
  await panel.getByRole('button', { name: 'Preview' }).click();
  await expect(panel.getByRole('list', { name: 'Preview' })).toContainText('BULK-2');
  await panel.getByRole('button', { name: 'Change 2 releases' }).click();
  await expect(panel).toBeHidden();
  for (const key of ['BULK-1', 'BULK-2'])
    expect(await api.get(`releases/${key}`)).toMatchObject({ risk: 'high' });
});

test('whoever chooses German reads German in every browser', async ({ adminPage: page, otherPage }) => {
  await page.goto('/releases');
  await page.getByRole('button', { name: /: account$/ }).click();
  await page.getByRole('button', { name: 'Language and time zone' }).click();
  const panel = page.getByRole('complementary', { name: 'Language and time zone' });
  await panel.getByRole('combobox', { name: 'Language' }).selectOption('de');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('link', { name: 'Kalender', exact: true })).toBeVisible();
  await otherPage.goto('/releases');
  await expect(otherPage.getByRole('button', { name: 'Neues Release' })).toBeVisible();

  await page.getByRole('button', { name: /: Konto$/ }).click();
  await page.getByRole('button', { name: 'Sprache und Zeitzone' }).click();
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption('en');
  await page.getByRole('button', { name: 'Speichern' }).click();
  await expect(page.getByRole('link', { name: 'Calendar', exact: true })).toBeVisible();
});
