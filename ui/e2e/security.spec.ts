import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { ADMINISTRATOR, leaveAlone, setUp, signIn } from './server';
import { codeOf } from './totp';

const PHONE = { width: 390, height: 844 };
const PASSWORD = 'a train of thought 9';

test('an administrator finds a failed sign-in, ends a session and resets a lost second factor', async ({
  freshServer,
  page,
  playwright,
  watch,
}) => {
  watch.expects(/^403 DELETE \/api\/v1\/people\/per_\w+\/second-factor$/);
  const { cookies, csrfToken } = await setUp(freshServer);
  await page.context().addCookies(cookies);
  const baseURL = `${freshServer.url}/api/v1/`;
  const boss = await playwright.request.newContext({
    baseURL,
    storageState: { cookies, origins: [] },
    extraHTTPHeaders: { 'X-CSRF-Token': csrfToken },
  });
  const ada = { name: 'Ada', email: 'ada@example.org', password: PASSWORD };
  const { id } = await (await boss.post('people', { data: { name: ada.name, email: ada.email } })).json();
  const { code } = await (await boss.post(`people/${id}/password-code`)).json();
  const stranger = await playwright.request.newContext({ baseURL });
  await stranger.post('session/password-code', { data: { code, password: ada.password } });
  const theirs = await signIn(freshServer, ada);
  const own = await playwright.request.newContext({
    baseURL,
    storageState: { cookies: theirs.cookies, origins: [] },
    extraHTTPHeaders: { 'X-CSRF-Token': theirs.csrfToken },
  });
  const elsewhere = await signIn(freshServer, ada);
  await (
    await playwright.request.newContext({
      baseURL,
      storageState: { cookies: elsewhere.cookies, origins: [] },
      extraHTTPHeaders: { 'X-CSRF-Token': elsewhere.csrfToken },
    })
  ).delete('session');
  const { secret } = await (await own.post('account/authenticator')).json();
  await own.post('account/authenticator/enrol', { data: { code: codeOf(secret) } });
  await own.post('tokens', { data: { name: 'laptop' } });
  await own.post('session', { data: { email: ada.email, password: 'not the password' } });

  // The event, by its kind and its person.
  await page.goto(`${freshServer.url}/releases`);
  await page.getByRole('link', { name: 'Security events' }).click();
  const events = page.getByRole('table', { name: 'Security events' }).locator('tbody tr');
  await page.getByLabel('Kind').selectOption('Failed sign-ins');
  await expect(events).toHaveCount(1);
  await expect(events.first()).toContainText('Ada');
  await expect(events.first()).toContainText('127.0.0.1');
  await page.getByRole('textbox', { name: 'Person' }).fill('First');
  await page.getByRole('option', { name: /^First Administrator/ }).click();
  await expect(page.getByText('No security event matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  // Every event says whom it is about.
  await expect(events.filter({ hasText: 'Signed out' })).toContainText('Ada');
  await page.getByLabel('Kind').selectOption('People');
  await expect(events.filter({ hasText: 'Person added' }).filter({ hasText: 'Ada' })).toHaveCount(1);
  await page.getByLabel('From', { exact: true }).fill('2099-01-01');
  await expect(page.getByText('No security event matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(events.first()).toBeVisible();
  await expectAccessible(page, 'security events', 'all');

  // The person.
  await page.getByRole('link', { name: 'People and teams' }).click();
  const people = page.getByRole('table', { name: 'People' });
  await people.getByRole('link', { name: 'Ada', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Ada', level: 1 })).toBeVisible();
  const signingIn = page.getByRole('region', { name: 'Signing in' });
  await expect(signingIn).toContainText('10 recovery codes are left.');
  await expect(page.getByRole('region', { name: 'API tokens' })).toContainText('laptop');
  await expect(page.getByRole('region', { name: 'Roles' })).toContainText('Holds no role.');
  await expect(page.getByRole('region', { name: 'Teams' })).toContainText('In no team.');
  await expectAccessible(page, 'a person', 'all');
  const sessions = page.getByRole('region', { name: 'Sessions' });
  await sessions.getByRole('button', { name: 'End' }).click();
  await sessions.getByRole('button', { name: /^End .+\?$/ }).click();
  await expect(sessions).toContainText('Signed in nowhere.');
  expect((await own.get('account')).status()).toBe(401);

  leaveAlone(freshServer, 11);
  await signingIn.getByRole('button', { name: 'Reset' }).click();
  await signingIn.getByRole('button', { name: 'Reset Second factor and passkeys?' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await dialog.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Ada signs in with the password only')).toBeVisible();
  await signIn(freshServer, ada);
  await page.setViewportSize(PHONE);
  await page.goto(`${freshServer.url}/admin/security?class=factors`);
  await expect(events.filter({ hasText: 'Second factor reset' })).toHaveCount(1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await boss.dispose();
  await own.dispose();
});
