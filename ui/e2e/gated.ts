import { type Browser, type BrowserContextOptions, type Page, request } from '@playwright/test';
import { type Api, plannedRelease } from './fixtures';
import { type Account, type Server, signIn } from './server';
import type { Watch } from './watch';

/** A portfolio of one journey alone, so that nothing of another waits for its people. */
export async function ownPortfolio(api: Api, key: string): Promise<string> {
  await api.post('portfolios', { key, name: `Portfolio ${key}`, parent: 'kubernetes' });
  return key;
}

/** Somebody with a password, who may decide the gates of this portfolio. */
export async function approver(server: Server, api: Api, name: string, portfolio: string) {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
  const account: Account = { name, email, password: 'the gates are closed 9' };
  const { id } = await api.post('people', { name, email });
  await api.post(`portfolios/${portfolio}/grants`, { person: id, role: 'approver' });
  const { code } = await api.post(`people/${id}/password-code`, {});
  const stranger = await request.newContext({ baseURL: server.url });
  await stranger.post('/api/v1/session/password-code', { data: { code, password: account.password } });
  await stranger.dispose();
  return { id: id as string, account };
}

interface Elsewhere {
  server: Server;
  browser: Browser;
  watch: Watch;
  options: BrowserContextOptions;
}

/** Another person at their own computer. */
export async function pageOf(
  account: Account,
  { server, browser, watch, options }: Elsewhere,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...options,
    baseURL: server.url,
  });
  await watch.follow(context);
  await context.addCookies((await signIn(server, account)).cookies);
  return context.newPage();
}

/** A release whose second gate, `go-or-no-go`, has a rule of approval; everything else is as the journey wants it. */
export async function gatedRelease(api: Api, key: string, portfolio: string, rule: object = {}) {
  const release = await plannedRelease(api, key, { portfolio });
  const gate = `releases/${release.id}/gates/go-or-no-go`;
  await api.post(`${gate}/approval-rules`, { name: 'Approvers', who: { role: 'approver' }, ...rule });
  const ask = () => api.post(`${gate}/approval-requests`, { note: `${key} is ready` });
  const criterion = (body: object) => api.post(`${gate}/criteria`, body);
  return { release, gate, ask, criterion, path: `/releases/${key}/gates/go-or-no-go` };
}
