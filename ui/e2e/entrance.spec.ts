import type { Page } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { ADMINISTRATOR, breakGlass, setUp, startServer } from './server';

test.describe('first run', () => {
  test('the code from the console makes the first administrator, who lands on the calendar', async ({
    freshServer,
    page,
  }) => {
    // Whoever comes by any address is led to the set-up.
    await page.goto(freshServer.url);
    await expect(page.getByRole('heading', { name: 'Set up Signalbox' })).toBeVisible();

    await page.goto(`${freshServer.url}/setup#code=${freshServer.setupCode}`);
    await expect(page.getByLabel('Setup code')).toHaveValue(freshServer.setupCode);
    await fillSetUp(page, ADMINISTRATOR.email, ADMINISTRATOR.password);

    await expect(page.getByRole('heading', { name: 'Calendar', level: 1 })).toBeVisible();
    await expect(page).toHaveURL(/\/(\?|$)/);
    await expect(page.getByRole('button', { name: `${ADMINISTRATOR.name}: account` })).toBeVisible();
  });

  test('whoever sets it up says when and in which words it is, and may begin with examples', async ({
    page,
  }) => {
    const server = await startServer({ isEmpty: true });
    try {
      await page.goto(`${server.url}/setup#code=${server.setupCode}`);
      await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Berlin');
      await page.getByLabel('Language').selectOption('Deutsch');
      await page.getByLabel('Begin with examples').check();
      await expectAccessible(page, 'the first run', 'all');
      await page.setViewportSize({ width: 390, height: 844 });
      await expectAccessible(page, 'the first run on a phone', 'all');
      await page.setViewportSize({ width: 1440, height: 900 });
      await fillSetUp(page, ADMINISTRATOR.email, ADMINISTRATOR.password);
      await expect(page.getByRole('heading', { name: 'Kalender', level: 1 })).toBeVisible();
      await page.goto(`${server.url}/releases?kind=train`);
      await expect(page.getByRole('table', { name: 'Releases' })).toContainText('Gazpacho');
    } finally {
      await page.context().close();
      await server.stop();
    }
  });

  test('a wrong code is refused, and what was typed stays', async ({ freshServer, page, watch }) => {
    watch.expects(/^403 POST \/api\/v1\/setup$/);
    await page.goto(`${freshServer.url}/setup#code=WRONG`);
    await fillSetUp(page, ADMINISTRATOR.email, ADMINISTRATOR.password);
    await expect(page.getByText(/this is not the setup code/).first()).toBeVisible();
    await expect(page.getByLabel('Organisation')).toHaveValue('Example Organisation');
  });

  test('no address and a weak password are told at their fields, both at once', async ({
    freshServer,
    page,
    watch,
  }) => {
    watch.expects(/^422 POST \/api\/v1\/setup$/);
    await page.goto(`${freshServer.url}/setup#code=${freshServer.setupCode}`);
    await fillSetUp(page, 'no address', 'short');
    await expect(page.getByLabel('Email')).toHaveAccessibleDescription(/no mail address/);
    await expect(page.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(/12 to 256/);
  });
});

test.describe('the door', () => {
  test('signing in, out, and in again', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await signInWith(page, ADMINISTRATOR.password);
    await expect(page.getByRole('heading', { name: 'Calendar', level: 1 })).toBeVisible();

    await page.getByRole('button', { name: `${ADMINISTRATOR.name}: account` }).click();
    await expect(page.getByText(ADMINISTRATOR.email)).toBeVisible();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();

    // Going back shows nothing of the one who left.
    await page.goBack();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  });

  test('who signs out while the server is away leaves nothing on the page', async ({ page }) => {
    await page.goto('/releases?kind=train');
    await signInWith(page, ADMINISTRATOR.password);
    await expect(page.getByRole('table', { name: 'Releases' })).toBeVisible();
    await page.route('**/api/v1/session', (route) =>
      route.request().method() === 'DELETE' ? route.abort('internetdisconnected') : route.continue(),
    );
    await page.getByRole('button', { name: `${ADMINISTRATOR.name}: account` }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('alert')).toContainText('may still be signed in');
    await page.goBack();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await expect(page.getByRole('table', { name: 'Releases' })).toBeHidden();
  });

  test('a wrong password says so, keeps the address and tells nothing more', async ({ page, watch }) => {
    watch.expects(/^401 POST \/api\/v1\/session$/);
    await page.goto('/sign-in');
    await signInWith(page, 'not the password');
    await expect(page.getByRole('alert')).toBeVisible();
    const refusal = await page.getByRole('alert').locator('p').allTextContents();
    await expect(page.getByLabel('Email')).toHaveValue(ADMINISTRATOR.email);

    // An address nobody has gets the same answer.
    await page.getByLabel('Email').fill('nobody@example.org');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled();
    expect(await page.getByRole('alert').locator('p').allTextContents()).toEqual(refusal);
  });

  test('a link to a page leads there after signing in', async ({ page }) => {
    await page.goto('/releases?kind=train&sort=-target');
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await signInWith(page, ADMINISTRATOR.password);
    await expect(page).toHaveURL(/\/releases\?kind=train&sort=-target$/);
    await expect(page.getByRole('link', { name: 'OpenStack 2026.1 Gazpacho' })).toBeVisible();
  });
});

test('an administrator gets in with a code from the command line, once', async ({
  freshServer,
  page,
  browser,
  watch,
}) => {
  watch.expects(/^403 POST \/api\/v1\/session\/break-glass$/);
  await setUp(freshServer);
  const link = breakGlass(freshServer, ADMINISTRATOR.email);
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Calendar', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: `${ADMINISTRATOR.name}: account` })).toBeVisible();

  const context = await browser.newContext();
  await watch.follow(context);
  const other = await context.newPage();
  await other.goto(link);
  await expectAccessible(other, 'the emergency entrance', 'all');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other.getByRole('alert')).toContainText('was used');
  await context.close();
});

async function signInWith(page: Page, password: string): Promise<void> {
  await page.getByLabel('Email').fill(ADMINISTRATOR.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function fillSetUp(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Organisation').fill('Example Organisation');
  await page.getByLabel('Your name').fill(ADMINISTRATOR.name);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Set up and sign in' }).click();
}
