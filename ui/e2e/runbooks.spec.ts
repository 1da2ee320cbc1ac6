import type { Page } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { approve, begunRun, writtenPlan } from './planned';

const sheet = (page: Page) => page.getByRole('grid', { name: 'Tasks of the plan' });
const line = (page: Page, name: string) => sheet(page).getByRole('row').filter({ hasText: name });
const row = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Tasks of the run' }).getByRole('row').filter({ hasText: name });
const panel = (page: Page) => page.getByRole('complementary');

test('a plan is written by keyboard, and pasted from a spreadsheet', async ({ adminPage: page, watch }) => {
  await page.goto('/runbooks');
  await page.getByRole('button', { name: 'New plan' }).first().click();
  await page.getByLabel('Name').fill('Renew the certificates');
  await page.getByLabel('Key').fill('CERTS');
  await page.getByRole('textbox', { name: 'Portfolio' }).last().fill('Kube');
  await page.getByRole('option', { name: 'Kubernetes kubernetes' }).click();
  await page.getByRole('button', { name: 'Write the plan' }).click();
  await expect(page.getByRole('heading', { name: 'Renew the certificates' })).toBeVisible();
  await page.getByRole('button', { name: 'First task' }).click();
  await sheet(page).getByRole('gridcell', { name: 'New task' }).click();
  await page.keyboard.type('Copy the keys');
  await page.keyboard.press('Tab');
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.type('1h30');
  await page.keyboard.press('Control+Enter');
  await expect(line(page, 'Copy the keys')).toContainText('1h30');
  await expect(sheet(page).getByRole('textbox', { name: 'Task' })).toBeFocused();
  await page.keyboard.type('Reload the servers');
  await page.keyboard.press('Tab');
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.type('10/20/45m');
  await page.keyboard.press('Tab');
  await page.keyboard.type('1SS+10m');
  await page.keyboard.press('Enter');
  await expect(line(page, 'Reload the servers')).toContainText('1SS+10m');
  await expect(line(page, 'Reload the servers')).toContainText('0:10');

  // Moved up by one, and down again.
  await page.keyboard.press('Alt+ArrowUp');
  await expect(sheet(page).getByRole('row').nth(1)).toContainText('Reload the servers');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(sheet(page).getByRole('row').nth(1)).toContainText('Copy the keys');

  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'Check the chain\tAutomated\t\t\t15m\t2\nTell everybody\tTell\t\t\t5m\t3');
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await expect(line(page, 'Tell everybody')).toContainText('5m');

  // What the server refuses stays in its cell, with why.
  watch.expects(/422 PATCH .*\/tasks\/4/);
  await line(page, 'Tell everybody').getByRole('gridcell', { name: '3', exact: true }).click();
  await page.keyboard.type('99');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('no task 99');
  await page.getByRole('button', { name: 'Put away' }).click();
  await expect(page.getByRole('alert')).toBeHidden();

  await line(page, 'Tell everybody').getByRole('gridcell', { name: 'Tell everybody' }).click();
  await page.keyboard.press('Delete');
  await expect(page.getByText('Press Delete once more')).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(line(page, 'Tell everybody')).toBeHidden();
});

test('a plan is approved by another person, and rehearsed', async ({
  adminPage: page,
  api,
  installation: { server },
  browser,
  watch,
  contextOptions: options,
}) => {
  const { plan, portfolio } = await writtenPlan(api, 'REHEARSE');
  watch.expects(/409 POST .*\/approve/);
  await page.goto('/runbooks/REHEARSE');
  await page.getByRole('button', { name: 'Approve' }).click();
  await panel(page).getByRole('button', { name: 'Approve' }).click();
  await expect(panel(page).getByRole('alert')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await approve(api, 'Rita Reader', portfolio, plan.key, { server, browser, watch, options });
  // The open page sees it without being asked.
  await expect(page.getByText('version 1')).toBeVisible();
  await page.getByRole('button', { name: 'Plan a run' }).click();
  await panel(page).getByRole('button', { name: 'Plan the rehearsal' }).click();
  await expect(page.getByText('Rehearsal', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Start the run' }).click();
  await panel(page).getByRole('button', { name: 'Start the run' }).click();
  await expect(row(page, 'Open the bridge').getByRole('button', { name: /^Start/ })).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('s');
  await expect(row(page, 'Open the bridge')).toContainText('Running');
  await page.keyboard.press('d');
  await expect(row(page, 'Open the bridge')).toContainText('Done');
});

test('a live run is steered, seen elsewhere, and rolled back', async ({
  adminPage: page,
  otherPage,
  api,
  installation: { server },
  browser,
  watch,
  contextOptions: options,
}) => {
  const { plan, portfolio } = await writtenPlan(api, 'NIGHT');
  await approve(api, 'Nora Night', portfolio, plan.key, { server, browser, watch, options });
  const run = await begunRun(api, plan.id, 'live');
  await page.goto(`/runs/${run.id}`);
  await otherPage.goto(`/runs/${run.id}`);
  await row(page, 'Open the bridge').getByRole('button', { name: /^Done/ }).click();
  await expect(row(otherPage, 'Open the bridge')).toContainText('Done');

  // What does not work says why, is opened again and done after all.
  await row(page, 'Back up the orders')
    .getByRole('button', { name: /^Start/ })
    .click();
  await row(page, 'Back up the orders')
    .getByRole('button', { name: 'Back up the orders', exact: true })
    .click();
  await panel(page).getByLabel('What there is to say').fill('The disk is full');
  await panel(page).getByRole('button', { name: 'Failed' }).click();
  await expect(row(otherPage, 'Back up the orders')).toContainText('Failed');
  await panel(page).getByLabel('What there is to say').fill('There is room again');
  await panel(page).getByRole('button', { name: 'Reopen' }).click();
  await expect(row(page, 'Back up the orders')).toContainText('Ready');
  await panel(page).getByRole('button', { name: 'Raise an issue' }).click();
  await panel(page).getByLabel('Title').fill('The disk is too small');
  await panel(page).getByRole('button', { name: 'Raise an issue' }).click();
  await expect(page.getByRole('button', { name: 'Issues 1' })).toBeVisible();
  await row(page, 'Back up the orders').getByRole('button', { name: /^Done/ }).click();

  // The go is voted on, and then given.
  await row(page, 'Go or no-go').getByRole('button', { name: 'Go or no-go', exact: true }).click();
  await panel(page).getByRole('button', { name: 'Vote go' }).click();
  await expect(panel(page).getByRole('group', { name: 'Votes' })).toContainText('First Administrator');
  await panel(page).getByRole('button', { name: 'Go', exact: true }).click();
  await expect(row(page, 'Go or no-go')).toContainText('Done');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Roll back' }).click();
  await panel(page).getByLabel('Reason').fill('The new store is slow');
  await panel(page).getByRole('button', { name: 'Roll back' }).click();
  await row(page, 'Put the old version back').getByRole('button', { name: /^Done/ }).click();
  await expect(row(page, 'Put the old version back')).toContainText('Done');
  await page.getByRole('button', { name: 'Log', exact: true }).click();
  await expect(page.getByRole('list', { name: 'Events' }).getByText('The new store is slow')).toBeVisible();
});

test('what is done without a connection is sent once it is back, and what was overtaken is told', async ({
  adminPage: page,
  api,
  installation: { server },
  browser,
  watch,
  contextOptions: options,
}) => {
  const { plan, portfolio } = await writtenPlan(api, 'OFFLINE');
  await approve(api, 'Olga Offline', portfolio, plan.key, { server, browser, watch, options });
  const run = await begunRun(api, plan.id, 'rehearsal');
  await page.goto(`/runs/${run.id}`);
  await expect(row(page, 'Open the bridge')).toContainText('Ready');
  await page.context().setOffline(true);
  await row(page, 'Open the bridge')
    .getByRole('button', { name: /^Start/ })
    .click();
  await expect(page.getByText('1 act waits for the connection')).toBeVisible();
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(request.headers()['idempotency-key'] ?? '');
  });
  await page.context().setOffline(false);
  await expect(row(page, 'Open the bridge')).toContainText('Running');
  await expect(page.getByText('waits for the connection')).toBeHidden();
  expect(new Set(sent).size).toBe(1);

  // Somebody else is faster.
  await page.context().setOffline(true);
  await row(page, 'Open the bridge').getByRole('button', { name: /^Done/ }).click();
  await expect(page.getByText('1 act waits for the connection')).toBeVisible();
  const { rev } = await api.get(`runs/${run.id}/tasks/1`);
  await api.post(`runs/${run.id}/tasks/1/fail`, { reason: 'The bridge is closed' }, rev);
  watch.expects(/412 POST .*\/tasks\/1\/complete/);
  await page.context().setOffline(false);
  const told = page.getByText('Not accepted: Done, 1 Open the bridge').locator('..');
  await expect(told).toContainText('Meanwhile: Failed First Administrator');
  await told.getByRole('button', { name: 'Put away' }).click();
  await expect(told).toBeHidden();
});

test('a run is steered with one hand, and looked at from across the room', async ({
  adminPage: page,
  api,
  installation: { server },
  browser,
  watch,
  contextOptions: options,
}) => {
  const { plan, portfolio } = await writtenPlan(api, 'HAND');
  await approve(api, 'Hanna Hand', portfolio, plan.key, { server, browser, watch, options });
  const run = await begunRun(api, plan.id, 'live');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/runs/${run.id}?shown=all`);
  const card = page.getByRole('listitem').filter({ hasText: 'Open the bridge' });
  await card.getByRole('button', { name: 'Start' }).click();
  await expect(card).toContainText('Running');
  await expectAccessible(page, 'the control room on a phone', 'all');
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(`/runs/${run.id}/wall`);
  await expect(page.getByRole('region', { name: 'Running now' })).toContainText('Open the bridge');
  await expect(page.getByRole('timer')).toHaveText(/^4:5\d:\d\d$/);
  await expectAccessible(page, 'the big screen', 'all');
});

test('a run is forecast while it goes on, and reports how it went', async ({
  adminPage: page,
  api,
  installation: { server },
  browser,
  watch,
  contextOptions: options,
}) => {
  const { plan, portfolio } = await writtenPlan(api, 'FORECAST');
  await approve(api, 'Fay Forecast', portfolio, plan.key, { server, browser, watch, options });
  const run = await begunRun(api, plan.id, 'live');
  await page.goto(`/runs/${run.id}`);
  const forecast = page.getByRole('region', { name: 'Forecast' });
  await expect(forecast).toContainText(/Over by \(P85\)\d\d:\d\d CES?T/);
  await expect(forecast).toContainText('almost certain');
  await expect(forecast).toContainText(/Roll back with Back to the old store: decide by \d\d:\d\d/);
  await row(page, 'Open the bridge').getByRole('button', { name: /^Done/ }).click();
  await expect(forecast).toContainText('Open the bridge took 5m less than likely: −5m');
  await expectAccessible(page, 'the control room with a forecast', 'all');
  await page.getByRole('button', { name: 'Report', exact: true }).click();
  const report = page.getByRole('table', { name: 'Report' });
  await expect(report.getByRole('row').filter({ hasText: 'Open the bridge' })).toContainText('−5m');
  await expectAccessible(page, 'the report of a run', 'all');
  await page.getByRole('link', { name: 'Estimate by runs' }).click();
  await expect(panel(page)).toContainText('the shortest, the middle and the longest');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Staffing' }).click();
  await expect(page.getByText('Nobody is in two places')).toBeVisible();
});
