import { type Browser, type BrowserContextOptions, request } from '@playwright/test';
import type { Api } from './fixtures';
import { approver, ownPortfolio, pageOf } from './gated';
import { type Server, signIn } from './server';
import type { Watch } from './watch';

const MINUTE = 60;
const HOUR_MS = 3_600_000;

const takes = (minutes: number) => {
  const seconds = minutes * MINUTE;
  return { optimistic: seconds, likely: seconds, pessimistic: seconds };
};

/** A small cutover: two teams, steps under a task, a checkpoint, a downtime, and a way back. */
export async function writtenPlan(api: Api, key: string, more: object = {}) {
  const portfolio = await ownPortfolio(api, `${key.toLowerCase()}-home`);
  const task = (number: number, name: string, minutes: number, after: number[], rest: object = {}) => ({
    number,
    name,
    estimate: takes(minutes),
    after: after.map((one) => ({ task: one })),
    ...rest,
  });
  const plan = await api.post('deployment-plans', {
    key,
    name: `Cutover ${key}`,
    portfolio,
    zone: 'Europe/Berlin',
    lanes: [
      { key: 'db', name: 'Databases' },
      { key: 'app', name: 'Application' },
    ],
    parameters: [{ name: 'version', default: '4.2.0' }],
    branches: [{ key: 'back', name: 'Back to the old store' }],
    tasks: [
      task(1, 'Open the bridge', 5, [], { section: 'Before', lane: 'app' }),
      task(2, 'Back up the orders', 30, [1], { section: 'Before', lane: 'db' }),
      task(3, 'Go or no-go', 10, [2], { section: 'Before', kind: 'checkpoint' }),
      task(4, 'Maintenance page up', 2, [3], { section: 'Switch', lane: 'app', kind: 'downtime_start' }),
      task(5, 'Migrate', 0, [4], { section: 'Switch', lane: 'db' }),
      task(6, 'Copy the rows', 40, [4], { section: 'Switch', lane: 'db', parent: 5 }),
      task(7, 'Compare the counts', 10, [6], { section: 'Switch', lane: 'db', parent: 5 }),
      task(8, 'Maintenance page down', 2, [5], { section: 'Switch', lane: 'app', kind: 'downtime_end' }),
      task(9, 'Put the old version back', 15, [], { lane: 'app', branch: 'back' }),
    ],
    ...more,
  });
  return { plan, portfolio };
}

interface Elsewhere {
  server: Server;
  browser: Browser;
  watch: Watch;
  options: BrowserContextOptions;
}

/** Somebody who wrote none of it approves the plan, at their own computer. */
export async function approve(api: Api, name: string, portfolio: string, key: string, where: Elsewhere) {
  const { account } = await approver(where.server, api, name, portfolio);
  const page = await pageOf(account, where);
  await page.goto(`/runbooks/${key}`);
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('complementary').getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Approved', { exact: true }).waitFor();
  await page.context().close();
}

/** The same without looking at it, for what comes after. */
export async function approveUnseen(
  server: Server,
  api: Api,
  name: string,
  portfolio: string,
  plan: { id: string; rev: number },
) {
  const { account } = await approver(server, api, name, portfolio);
  const { cookies, csrfToken } = await signIn(server, account);
  const context = await request.newContext({
    baseURL: server.url,
    storageState: { cookies, origins: [] },
    extraHTTPHeaders: { 'X-CSRF-Token': csrfToken, 'If-Match': `"${plan.rev}"` },
  });
  const answer = await context.post(`/api/v1/deployment-plans/${plan.id}/approve`, { data: {} });
  if (!answer.ok()) throw new Error(`approve: ${answer.status()} ${await answer.text()}`);
  await context.dispose();
}

/** A run of the approved plan that has begun. */
export async function begunRun(api: Api, plan: string, kind: 'live' | 'rehearsal') {
  const at = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
  const run = await api.post('runs', { plan, kind, scheduled_at: at(0), window_end: at(5) });
  return api.post(`runs/${run.id}/start`, {});
}
