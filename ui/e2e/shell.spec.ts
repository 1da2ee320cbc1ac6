import { expect, test } from './fixtures';

test('the palette finds nova and goes there', async ({ adminPage: page }) => {
  await page.goto('/releases');
  await expect(page.getByRole('table', { name: 'Releases' })).toBeVisible();
  await page.keyboard.press('Control+k');
  const search = page.getByRole('combobox', { name: 'Search and commands' });
  await expect(search).toBeFocused();
  await search.fill('nova');
  const hits = page.getByRole('listbox', { name: 'Search and commands' }).getByRole('option');
  await expect(hits.filter({ hasText: /^nova\s*nova$/ }).first()).toBeVisible();
  await hits
    .filter({ hasText: /^nova\s*nova$/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/systems\/nova$/);
  await expect(page.getByRole('heading', { name: 'nova', level: 1 })).toBeVisible();

  await page.keyboard.press('Control+k');
  await search.fill('nova-2026.1');
  await expect(hits.first()).toContainText('nova 2026.1 Gazpacho');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/releases\/nova-2026\.1$/);
});

test('the palette finds windows, templates and working calendars and opens them', async ({
  adminPage: page,
  api,
}) => {
  await api.post('windows', {
    key: 'palette-frost',
    name: 'Palette frost',
    kind: 'freeze',
    portfolio: 'kubernetes',
    start: '2031-12-20T18:00',
    end: '2032-01-02T06:00',
  });
  await api.post('release-templates', {
    key: 'palette-train',
    name: 'Palette train',
    kind: 'train',
    portfolio: 'kubernetes',
  });
  await page.goto('/systems');
  await expect(page.getByRole('table', { name: 'Systems' })).toBeVisible();
  const search = page.getByRole('combobox', { name: 'Search and commands' });
  const hits = page.getByRole('listbox', { name: 'Search and commands' }).getByRole('option');
  await page.keyboard.press('Control+k');
  await search.fill('frost');
  await hits.filter({ hasText: 'Palette frost' }).click();
  await expect(page.getByRole('complementary', { name: /Palette frost/ })).toBeVisible();

  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await search.fill('palette tra');
  await hits.filter({ hasText: 'Palette train' }).click();
  await expect(page).toHaveURL(/\/templates\/palette-train$/);
  await expect(page.getByRole('heading', { name: 'Palette train', level: 1 })).toBeVisible();

  await api.post('working-calendars', { key: 'palette-days', name: 'Palette days' });
  await page.keyboard.press('Control+k');
  await search.fill('palette day');
  await hits.filter({ hasText: 'Palette days' }).click();
  await expect(page.getByRole('complementary', { name: /Palette days/ })).toBeVisible();
});

test('the palette runs commands and says when it finds nothing', async ({ adminPage: page }) => {
  await page.goto('/systems');
  await expect(page.getByRole('table', { name: 'Systems' })).toBeVisible();
  await page.keyboard.press('Control+k');
  const search = page.getByRole('combobox', { name: 'Search and commands' });
  await search.fill('xyzzy');
  await expect(page.getByText(/^Nothing has words/)).toBeVisible();
  await search.fill('new rel');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'New release' })).toBeVisible();
});

test('the keyboard goes everywhere and says how', async ({ adminPage: page }) => {
  await page.goto('/systems');
  await expect(page.getByRole('table', { name: 'Systems' })).toBeVisible();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help).toContainText('Go to Calendar');
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();

  for (const [letter, title] of [
    ['c', 'Calendar'],
    ['r', 'Releases'],
    ['a', 'Capacity'],
    ['i', 'Inbox'],
    ['l', 'Impact matrix'],
    ['p', 'Portfolios'],
    ['e', 'People and teams'],
    ['j', 'Journal'],
    ['t', 'API tokens'],
    ['s', 'Systems'],
  ]) {
    // The two keys belong together for a second only, which a busy machine may miss.
    await expect(async () => {
      await page.keyboard.press('g');
      await page.keyboard.press(letter as string);
      await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible({ timeout: 2_000 });
    }).toPass();
  }
  await page.keyboard.press('/');
  await page.keyboard.type('nova');
  await expect(page).toHaveURL(/\/systems\?q=nova$/);
});

test('the theme is changed by a button and stays', async ({ adminPage: page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/releases');
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await expect(page.getByRole('button', { name: 'Light theme' })).toBeVisible();
  await expect.poll(background).not.toBe(light);
  const dark = await background();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Light theme' })).toBeVisible();
  expect(await background()).toBe(dark);
});

test('an address without a page says so', async ({ adminPage: page }) => {
  await page.goto('/no/such/page');
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible();
  // … and the way on is still there.
  await page.getByRole('link', { name: 'Systems' }).first().click();
  await expect(page.getByRole('heading', { name: 'Systems', level: 1 })).toBeVisible();
});

test('who uses the keyboard can skip to the content', async ({ adminPage: page }) => {
  await page.goto('/systems');
  await expect(page.getByRole('table', { name: 'Systems' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
});
