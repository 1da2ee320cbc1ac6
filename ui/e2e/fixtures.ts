import {
  type APIResponse,
  type Browser,
  type BrowserContext,
  test as base,
  type Page,
} from '@playwright/test';
import { ADMINISTRATOR, type Server, type SignedIn, setUp, signIn, startServer } from './server';
import { Watch } from './watch';

interface Installation {
  server: Server;
  administrator: SignedIn;
}

interface WorkerFixtures {
  /** The examples, and one administrator who is signed in. Tests of a worker share it: they name what they make anew. */
  installation: Installation;
}

interface TestFixtures {
  url: string;
  watch: Watch;
  /** A server nobody has set up yet, of this test alone. */
  freshServer: Server;
  adminPage: Page;
  /** The administrator at another computer. */
  otherPage: Page;
  api: Api;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  installation: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
    async ({}, use) => {
      const server = await startServer();
      try {
        await use({ server, administrator: await setUp(server) });
      } finally {
        await server.stop();
      }
    },
    { scope: 'worker' },
  ],

  url: ({ installation }, use) => use(installation.server.url),
  baseURL: ({ url }, use) => use(url),

  watch: [
    async ({ context }, use) => {
      const watch = new Watch();
      await watch.follow(context);
      await use(watch);
      watch.verify();
    },
    { auto: true },
  ],

  freshServer: async ({ context }, use) => {
    const server = await startServer();
    await use(server);
    // The server going before its visitors is another story.
    await context.close();
    await server.stop();
  },

  adminPage: async ({ installation, context, watch: _ }, use) => {
    await context.addCookies(installation.administrator.cookies);
    await use(await context.newPage());
  },

  otherPage: async ({ installation, browser, contextOptions, url, watch }, use) => {
    const context = await contextOf(browser, { ...contextOptions, baseURL: url });
    await watch.follow(context);
    const { cookies } = await signIn(installation.server, ADMINISTRATOR);
    await context.addCookies(cookies);
    await use(await context.newPage());
    await context.close();
  },

  api: async ({ installation, playwright }, use) => {
    const { server, administrator } = installation;
    const context = await playwright.request.newContext({
      baseURL: `${server.url}/api/v1/`,
      storageState: { cookies: administrator.cookies, origins: [] },
      extraHTTPHeaders: { 'X-CSRF-Token': administrator.csrfToken },
    });
    const answered = async (what: string, answer: APIResponse) => {
      if (!answer.ok()) throw new Error(`${what}: ${answer.status()} ${await answer.text()}`);
      return answer.json();
    };
    const get = async (path: string) => answered(`GET ${path}`, await context.get(path));
    await use({
      get,
      post: async (path, data, rev) => {
        const headers = rev === undefined ? undefined : { 'If-Match': `"${rev}"` };
        return answered(`POST ${path}`, await context.post(path, { data, headers }));
      },
      changeItem: async (path, rev, data) => {
        const headers = { 'If-Match': `"${rev}"` };
        return answered(`PATCH ${path}`, await context.patch(path, { data, headers }));
      },
      change: async (method, path, of, data) => {
        const { rev } = await get(of);
        const headers = { 'If-Match': `"${rev}"` };
        return answered(`${method} ${path}`, await context.fetch(path, { method, data, headers }));
      },
    });
    await context.dispose();
  },
});

export { expect } from '@playwright/test';

// biome-ignore lint/suspicious/noExplicitAny: an answer as it comes; a test reads of it what it needs
type Answer = any;

/** What a journey needs to be there before it begins is made over the API, not by clicking. */
export interface Api {
  get: (path: string) => Promise<Answer>;
  /** From this revision, where it changes a thing that is there. */
  post: (path: string, data: object, rev?: number) => Promise<Answer>;
  /** A change of a thing that is read only as part of a list, from this revision. */
  changeItem: (path: string, rev: number, data: object) => Promise<Answer>;
  /** A change from the revision that `of` has now. */
  change: (method: 'POST' | 'PUT' | 'PATCH', path: string, of: string, data: object) => Promise<Answer>;
}

function contextOf(browser: Browser, options: Parameters<Browser['newContext']>[0]): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...options });
}

/** A project with a phase and two gates, under a key of its own. */
export async function plannedRelease(api: Api, key: string, more: object = {}) {
  return api.post('releases', {
    key,
    name: `Plan of ${key}`,
    kind: 'independent',
    portfolio: 'kubernetes',
    zone: 'Europe/Berlin',
    start: '2027-01-11',
    target: { date: '2027-03-16', zone: 'Europe/Berlin' },
    phases: [{ name: 'Build', start: '2027-01-11', end: '2027-02-11' }],
    milestones: [
      { kind: 'gate', name: 'Code freeze', due: { date: '2027-02-11', zone: 'AoE' } },
      { kind: 'gate', name: 'Go or no-go', due: { date: '2027-03-15', zone: 'Europe/Berlin' } },
    ],
    ...more,
  });
}
