import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { ADMINISTRATOR, leaveAlone, type Server, setUp, signIn } from './server';
import { codeOf } from './totp';

const PHONE = { width: 390, height: 844 };

/** The account page of whoever set this server up. */
async function openAccount(page: Page, server: Server): Promise<void> {
  const { cookies } = await setUp(server);
  await page.context().addCookies(cookies);
  await page.goto(`${server.url}/releases`);
  await page.getByRole('button', { name: `${ADMINISTRATOR.name}: account` }).click();
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Account', level: 1 })).toBeVisible();
}

const factor = (page: Page) => page.getByRole('region', { name: 'Authenticator' });

/** Sets up an authenticator; answers its secret and the recovery codes. */
async function enrol(page: Page): Promise<{ secret: string; codes: string[] }> {
  await factor(page).getByRole('button', { name: 'Set up an authenticator' }).click();
  const panel = page.getByRole('complementary', { name: 'Set up an authenticator' });
  const secret = ((await panel.getByText(/^[A-Z2-7 ]{39}$/).textContent()) ?? '').replaceAll(' ', '');
  await panel.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret));
  await panel.getByRole('button', { name: 'Confirm the code' }).click();
  const told = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(told).toHaveCount(10);
  const codes = await told.allTextContents();
  return { secret, codes };
}

async function signInAgain(page: Page, server: Server): Promise<void> {
  await page.getByRole('button', { name: `${ADMINISTRATOR.name}: account` }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto(`${server.url}/sign-in`);
  await page.getByLabel('Email').fill(ADMINISTRATOR.email);
  await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('an authenticator is set up, asked for at the door, and a recovery code stands in for it once', async ({
  freshServer,
  page,
  watch,
}) => {
  watch.expects(/^403 POST \/api\/v1\/session$/);
  watch.expects(/^422 POST \/api\/v1\/account\/authenticator\/enrol$/);
  await openAccount(page, freshServer);

  // The picture holds what the key says; a wrong code enrols nothing.
  await factor(page).getByRole('button', { name: 'Set up an authenticator' }).click();
  const panel = page.getByRole('complementary', { name: 'Set up an authenticator' });
  await expect(panel.getByRole('img', { name: 'QR code for the authenticator' })).toBeVisible();
  await panel.getByRole('textbox', { name: 'Code' }).fill('000 000');
  await panel.getByRole('button', { name: 'Confirm the code' }).click();
  await expect(panel.getByRole('textbox', { name: 'Code' })).toHaveAccessibleDescription(/not the code/);
  await expectAccessible(page, 'setting up an authenticator', 'all');
  await panel.getByRole('button', { name: 'Cancel' }).click();

  const { secret, codes } = await enrol(page);
  await expectAccessible(page, 'recovery codes', 'all');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toBe(`${codes.join('\n')}\n`);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(factor(page)).toContainText('10 recovery codes are left.');
  await expect(page.locator('body')).not.toContainText(codes[0] ?? '-');

  // At the door: the code is asked for only when the password was right, and a wrong one is told.
  await signInAgain(page, freshServer);
  const code = page.getByLabel('Code', { exact: true });
  await expect(code).toBeFocused();
  await expectAccessible(page, 'the door asks for a code', 'all');
  await code.fill('123123');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('this code is wrong');
  // No code is taken twice: the one that follows.
  await code.fill(codeOf(secret, 1));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Calendar', level: 1 })).toBeVisible();

  // Without the device. Whoever signs out while the calendar is read is refused it, and so leaves it first.
  await page.goto(`${freshServer.url}/account`);
  await signInAgain(page, freshServer);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[3] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Calendar', level: 1 })).toBeVisible();
  await page.goto(`${freshServer.url}/account`);
  await expect(factor(page)).toContainText('9 recovery codes are left.');
});

test('a browser that was left alone is asked who sits there, and then does what it was asked', async ({
  freshServer,
  page,
  watch,
}) => {
  watch.expects(/^403 (POST|DELETE) \/api\/v1\/account\/(recovery-codes|authenticator)$/);
  watch.expects(/^422 POST \/api\/v1\/session\/confirmation$/);
  await openAccount(page, freshServer);
  const { secret, codes } = await enrol(page);
  await page.getByRole('button', { name: 'I have kept them' }).click();

  leaveAlone(freshServer, 11);
  await factor(page).getByRole('button', { name: 'New recovery codes' }).click();
  const panel = page.getByRole('complementary', { name: 'New recovery codes' });
  await panel.getByRole('button', { name: 'Make new codes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(dialog.getByLabel('Code')).toBeVisible();
  await expectAccessible(page, 'confirming', 'all');

  // Whoever does not confirm is refused, and nothing has happened.
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.getByRole('alert')).toContainText('confirm that it is you');
  await panel.getByRole('button', { name: 'Make new codes' }).click();
  await dialog.getByLabel('Password', { exact: true }).fill('not the password');
  await dialog.getByLabel('Code').fill(codeOf(secret, 1));
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect(dialog.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(
    /not the password/,
  );
  await dialog.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  const fresh = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(fresh).toHaveCount(10);
  const [first = ''] = await fresh.allTextContents();
  expect(codes).not.toContain(first);
  await page.getByRole('button', { name: 'I have kept them' }).click();

  // Another request, another method, the same dialog.
  leaveAlone(freshServer, 11);
  await factor(page).getByRole('button', { name: 'Remove' }).click();
  await factor(page).getByRole('button', { name: 'Remove Authenticator?' }).click();
  await dialog.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await dialog.getByRole('button', { name: 'Use a recovery code' }).click();
  await dialog.getByLabel('Recovery code').fill(first);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByText('Signing in asks for your password only', { exact: true })).toBeVisible();
  await expect(factor(page).getByRole('button', { name: 'Set up an authenticator' })).toBeVisible();
});

test('sessions are listed, ended one by one and all at once, and a new password ends them all', async ({
  freshServer,
  page,
}) => {
  await openAccount(page, freshServer);
  for (const _ of 'abc') await signIn(freshServer, ADMINISTRATOR);
  await page.reload();
  const sessions = page.getByRole('region', { name: 'Sessions' });
  const rows = sessions.getByRole('row').filter({ has: page.locator('td') });
  await expect(rows).toHaveCount(4);
  await expect(rows.filter({ hasText: 'this one' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'this one' }).getByRole('button')).toHaveCount(0);

  await rows.first().getByRole('button', { name: 'End' }).click();
  await rows
    .first()
    .getByRole('button', { name: /^End .+\?$/ })
    .click();
  await expect(rows).toHaveCount(3);
  await sessions.getByRole('button', { name: 'End all others' }).click();
  await expect(rows).toHaveCount(1);
  await expect(sessions.getByRole('button', { name: 'End all others' })).toHaveCount(0);

  await signIn(freshServer, ADMINISTRATOR);
  const password = page.getByRole('region', { name: 'Password' });
  await password.getByRole('button', { name: 'Change password' }).click();
  const panel = page.getByRole('complementary', { name: 'Change password' });
  await panel.getByLabel('Present password').fill(ADMINISTRATOR.password);
  await panel.getByLabel('New password', { exact: true }).fill('the points are set 8');
  await panel.getByLabel('New password once more').fill('the points are set 8');
  await panel.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password was changed')).toBeVisible();
  await expect(rows).toHaveCount(1);
  await signIn(freshServer, { ...ADMINISTRATOR, password: 'the points are set 8' });
});

test('the page is whole in German, on a phone and in the dark', async ({ freshServer, page }) => {
  await openAccount(page, freshServer);
  await page.getByRole('button', { name: `${ADMINISTRATOR.name}: account` }).click();
  await page.getByRole('button', { name: 'Language and time zone' }).click();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Konto', level: 1 })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Sitzungen' })).toContainText('diese');
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('button', { name: 'Authenticator einrichten' }).click();
  await expect(page.getByRole('img', { name: 'QR-Code für die Authenticator-App' })).toBeVisible();
  await expectAccessible(page, 'account on a phone', 'all');
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
