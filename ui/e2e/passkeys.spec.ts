import type { Page } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { ADMINISTRATOR, leaveAlone, type Server, setUp } from './server';

const PHONE = { width: 390, height: 844 };

/** Where the server has a name: passkeys are for none of its numbers. */
const named = ({ url }: Server) => url.replace('127.0.0.1', 'localhost');

/** A device of the browser's own, which takes every finger for its owner's. */
async function giveDevice(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    /** Whether it finds the finger to be its owner's. */
    verifies: (isUserVerified: boolean) =>
      devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

const passkeys = (page: Page) => page.getByRole('region', { name: 'Passkeys' });

test('a passkey is added, signs in, confirms and is removed', async ({ freshServer, page, watch }) => {
  watch.expects(/^403 POST \/api\/v1\/account\/passkeys\/options$/);
  watch.expects(/^403 DELETE \/api\/v1\/account\/passkeys\/pky_\w+$/);
  await setUp(freshServer);
  const device = await giveDevice(page);
  await page.goto(`${named(freshServer)}/sign-in?to=/account`);
  await page.getByLabel('Email').fill(ADMINISTRATOR.email);
  await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();

  // Added, after confirming.
  await expect(passkeys(page)).toContainText('cannot be stolen by a false page');
  leaveAlone(freshServer, 11);
  await passkeys(page).getByRole('button', { name: 'Add a passkey' }).click();
  const panel = page.getByRole('complementary', { name: 'Add a passkey' });
  await panel.getByRole('textbox', { name: 'Name' }).fill('Laptop');
  await expectAccessible(page, 'adding a passkey', 'all');
  await panel.getByRole('button', { name: 'Ask the device' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await dialog.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(passkeys(page).getByRole('row', { name: /Laptop/ })).toContainText('Never');
  await expectAccessible(page, 'the account with a passkey', 'all');

  // It signs in by itself; turning away is told, and nobody is in.
  await page.getByRole('button', { name: `${ADMINISTRATOR.name}: account` }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(`${named(freshServer)}/sign-in?to=/account`);
  await device.verifies(false);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('alert')).toContainText('No passkey was used');
  await expectAccessible(page, 'the door without a passkey', 'all');
  await device.verifies(true);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('heading', { name: 'Account', level: 1 })).toBeVisible();
  await expect(passkeys(page).getByRole('row', { name: /Laptop/ })).not.toContainText('Never');

  // In place of the password.
  leaveAlone(freshServer, 11);
  await passkeys(page).getByRole('button', { name: 'Remove' }).click();
  await passkeys(page).getByRole('button', { name: 'Remove Laptop?' }).click();
  await expect(dialog.getByRole('button', { name: 'Use a passkey' })).toBeVisible();
  await expectAccessible(page, 'confirming with a passkey', 'all');
  await dialog.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(passkeys(page)).toContainText('cannot be stolen by a false page');
});

test('where there is no name no passkey is offered, and the page says where it is', async ({
  freshServer,
  page,
}) => {
  const { cookies } = await setUp(freshServer);
  await page.goto(`${freshServer.url}/sign-in`);
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toHaveCount(0);
  await page.context().addCookies(cookies);
  await page.setViewportSize(PHONE);
  await page.goto(`${freshServer.url}/account`);
  await expect(passkeys(page)).toContainText('opened by a name');
  await expect(passkeys(page).getByRole('button')).toHaveCount(0);
});
