/** A second factor that the organisation asks of everybody. */
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { ADMINISTRATOR, setUp } from './server';
import { codeOf } from './totp';

test('who has no second factor sets one up before anything else, and shows it from then on', async ({
  freshServer,
  page,
  browser,
  watch,
}) => {
  watch.expects(/^403 /);
  const { cookies } = await setUp(freshServer);
  await page.context().addCookies(cookies);
  await page.goto(`${freshServer.url}/admin/sign-in`);
  await page.getByLabel('Everybody needs a second factor').click();
  // It holds at once, also for whoever decided it.
  await expect(page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible();
  await expectAccessible(page, 'a second factor is asked for', 'all');
  await page.goto(`${freshServer.url}/releases?kind=train`);
  await expect(page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible();

  await page.getByRole('button', { name: 'Set up an authenticator' }).click();
  const panel = page.getByRole('complementary', { name: 'Set up an authenticator' });
  const secret = (await panel.locator('code').textContent())?.replaceAll(' ', '') ?? '';
  await panel.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret));
  await panel.getByRole('button', { name: 'Confirm the code' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  // On to the page that was wanted.
  await expect(page.getByRole('table', { name: 'Releases' })).toBeVisible();
  await expect(page).toHaveURL(/\/releases\?kind=train$/);

  const context = await browser.newContext({ baseURL: freshServer.url, locale: 'en-GB' });
  await watch.follow(context);
  const other = await context.newPage();
  await other.goto('/releases');
  await other.getByLabel('Email').fill(ADMINISTRATOR.email);
  await other.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByLabel('Code', { exact: true }).fill(codeOf(secret, 1));
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other.getByRole('table', { name: 'Releases' })).toBeVisible();
  await context.close();
});
