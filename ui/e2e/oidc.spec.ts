/** Signing in elsewhere, at a real OpenID provider. */
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
// @ts-expect-error it comes without types
import { Provider } from 'oidc-provider';
import { expect, test } from './fixtures';
import { setUp, startServer } from './server';

interface Member {
  email: string;
  name: string;
  groups: string[];
  email_verified?: boolean;
}

/** Who is known there, by subject. A test may change what is said of them. */
const MEMBERS: Record<string, Member> = {};

/** The provider's address is known before there is a provider: what it must allow depends on ours, which is started after it. */
async function listenElsewhere(): Promise<{ issuer: string; elsewhere: HttpServer }> {
  const elsewhere = createServer();
  await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening));
  return { issuer: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`, elsewhere };
}

function provide(issuer: string, elsewhere: HttpServer, redirect: string): void {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'signalbox',
        token_endpoint_auth_method: 'none',
        redirect_uris: [redirect],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    // What is asked for goes into the id token itself.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, email_verified: true, ...MEMBERS[id] }),
    }),
  });
  elsewhere.on('request', provider.callback());
}

/** The provider's own pages: who one is, and that one agrees. */
async function signInThere(page: Page, subject: string) {
  await page.getByPlaceholder('Enter any login').fill(subject);
  await page.getByPlaceholder('and password').fill('x');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('people come in by a provider, get what their groups give, and lose it with them', async ({
  page,
  browser,
  playwright,
}) => {
  const { issuer, elsewhere } = await listenElsewhere();
  const allow = JSON.stringify([new URL(issuer).host]);
  const server = await startServer({ environment: { SIGNALBOX_OUTGOING__ALLOW: allow } });
  provide(issuer, elsewhere, `${server.url}/api/v1/session/providers/corporate/callback`);
  try {
    const administrator = await setUp(server);
    const api = await playwright.request.newContext({
      baseURL: `${server.url}/api/v1/`,
      storageState: { cookies: administrator.cookies, origins: [] },
      extraHTTPHeaders: { 'X-CSRF-Token': administrator.csrfToken },
    });
    const there = await browser.newContext({ baseURL: server.url, locale: 'en-GB' });
    await there.addCookies(administrator.cookies);
    const admin = await there.newPage();
    await admin.goto('/admin/sign-in');
    await admin.getByRole('button', { name: 'New provider' }).first().click();
    const panel = admin.getByRole('complementary', { name: 'New provider' });
    await panel.getByLabel('Name').fill('Corporate sign-in');
    await panel.getByLabel('Key').fill('corporate');
    await panel.getByLabel('Issuer').fill(issuer);
    await panel.getByLabel('Client id').fill('signalbox');
    await panel.getByLabel('Mail domains').fill('example.org');
    await panel.getByLabel('Who may come in').selectOption('everybody');
    await panel.getByLabel('Groups claim').fill('groups');
    await panel.getByRole('button', { name: 'Add group' }).click();
    await panel.getByLabel('Group', { exact: true }).fill('release-managers');
    await panel.getByLabel('Role').selectOption('Release manager');
    await panel.getByLabel('Portfolio').fill('OpenSt');
    await admin.getByRole('option', { name: /^OpenStack/ }).click();
    await panel.getByRole('button', { name: 'Add provider' }).click();
    await expect(admin.getByRole('row', { name: /^Corporate sign-in/ })).toBeVisible();

    // Its pages ask for a font from elsewhere, which a test does without.
    await page.route(/^https:/, (route) => route.fulfill({ contentType: 'text/css', body: '' }));
    MEMBERS.robin = { email: 'robin@example.org', name: 'Robin Reed', groups: ['release-managers'] };
    await page.goto(`${server.url}/releases?kind=train`);
    await page.getByRole('button', { name: 'Continue with Corporate sign-in' }).click();
    await signInThere(page, 'robin');
    // Back on the very page that was wanted, with what the group gives.
    await expect(page).toHaveURL(/\/releases\?kind=train$/);
    await expect(page.getByRole('table', { name: 'Releases' })).toContainText('Gazpacho');
    await expect(page.getByText('Robin Reed')).toBeVisible();

    // The next time the group is gone, and what it gave with it.
    MEMBERS.robin.groups = [];
    await page.context().clearCookies();
    await page.goto(`${server.url}/releases`);
    await page.getByRole('button', { name: 'Continue with Corporate sign-in' }).click();
    await signInThere(page, 'robin');
    await expect(page.getByRole('heading', { name: 'No releases yet' })).toBeVisible();

    // A mail address that the provider has not checked makes nobody of anybody.
    MEMBERS.mallory = { email: 'administrator@example.org', name: 'M', groups: [], email_verified: false };
    await page.context().clearCookies();
    await page.goto(`${server.url}/releases`);
    await page.getByRole('button', { name: 'Continue with Corporate sign-in' }).click();
    await signInThere(page, 'mallory');
    await expect(page.getByRole('alert')).toContainText('did not vouch');

    // A way back that was used, or that another browser set out on, leads nowhere.
    const refused = await api.get('session/providers/corporate/callback?state=used&code=used', {
      maxRedirects: 0,
    });
    expect(refused.status()).toBe(303);
    expect(refused.headers().location).toBe('/sign-in?refused=provider');
    await expect
      .poll(async () => {
        const events = await (await api.get('journal?kind=sign_in_provider.refused')).json();
        return events.items.map(
          (event: { changes: { field: string; after: string }[] }) =>
            event.changes.find(({ field }) => field === 'cause')?.after,
        );
      })
      .toEqual(['state', 'unknown']);
    await api.dispose();
    await there.close();
  } finally {
    await page.context().close();
    await server.stop();
    elsewhere.closeAllConnections();
    elsewhere.close();
  }
});
