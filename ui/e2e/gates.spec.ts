/** A gate that holds: criteria with evidence, approvals that are signed, waivers, and the inbox where all of it waits. */
import { readFileSync } from 'node:fs';
import { expectAccessible } from './accessibility';
import { expect, plannedRelease, test } from './fixtures';
import { approver, gatedRelease, ownPortfolio, pageOf } from './gated';

test('a gate is held, shown to be ready, and passed by a signature that stays readable', async ({
  adminPage: page,
  api,
  installation: { server },
  browser,
  watch,
  contextOptions: options,
}) => {
  const portfolio = await ownPortfolio(api, 'gates-one');
  await plannedRelease(api, 'GATES-1', { portfolio });
  const grace = await approver(server, api, 'Grace Gatekeeper', portfolio);
  await page.goto('/releases/GATES-1');
  await page.getByRole('link', { name: 'Go or no-go' }).click();
  await expect(page.getByRole('heading', { name: 'Go or no-go', level: 2 })).toBeVisible();
  await expect(page.getByText('No criterion or rule holds it')).toBeVisible();

  await page.getByRole('button', { name: 'Add criterion' }).click();
  const criterion = page.getByRole('complementary', { name: 'Add criterion' });
  await criterion.getByLabel('Name').first().fill('Smoke tests pass');
  await criterion.getByRole('button', { name: 'Add criterion' }).click();
  const criteria = page.getByRole('list', { name: 'Criteria' });
  await expect(criteria).toContainText('Missing');

  await page.getByRole('button', { name: 'Add rule' }).click();
  const rule = page.getByRole('complementary', { name: 'Add rule' });
  await rule.getByLabel('Name of the rule').fill('Change board');
  await rule.getByLabel('They sign').check();
  await rule.getByRole('button', { name: 'Add rule' }).click();
  const rules = page.getByRole('table', { name: 'Rules of approval' });
  await expect(rules.getByRole('row', { name: /^Change board/ })).toContainText('0 of 1');
  await expect(rules).toContainText('Grace Gatekeeper');

  // What is not ready is not put before anybody, and the button says so.
  const ask = page.getByRole('button', { name: 'Ask for approval' });
  await expect(ask).toHaveAccessibleDescription(/Smoke tests pass/);
  await expect(page.getByRole('region', { name: 'What it lacks' })).toContainText(
    'nobody has said yet that it is met',
  );

  await criteria.getByRole('button', { name: 'Smoke tests pass is met' }).click();
  const meet = page.getByRole('complementary', { name: 'Smoke tests pass is met' });
  await expect(meet.getByRole('button', { name: 'Met' })).toHaveAccessibleDescription(/Show why/);
  await meet.getByLabel('In words').fill('All 812 are green');
  await meet.getByRole('button', { name: 'Add a link' }).click();
  await meet.getByLabel('Words of link 1').fill('Build 77');
  await meet.getByLabel('Address of link 1').fill('https://ci.example.org/77');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    meet.getByRole('button', { name: 'Send a file' }).click(),
  ]);
  await chooser.setFiles({ name: 'smoke.txt', mimeType: 'text/plain', buffer: Buffer.from('812 green') });
  await expect(meet.getByRole('list').getByText('smoke.txt')).toBeVisible();
  await expectAccessible(page, 'a criterion that is met', 'all');
  await meet.getByRole('button', { name: 'Met' }).click();
  await expect(criteria).toContainText('Holds');
  const evidence = criteria.getByRole('list', { name: 'Evidence' });
  await expect(evidence.getByRole('link', { name: 'Build 77' })).toHaveAttribute(
    'href',
    'https://ci.example.org/77',
  );
  await expect(evidence).toContainText('All 812 are green');
  await expect(evidence.getByRole('link', { name: 'smoke.txt' })).toBeVisible();

  await ask.click();
  const asking = page.getByRole('complementary', { name: 'Ask for approval' });
  await asking.getByLabel('Note').fill('Rehearsed on Tuesday');
  await asking.getByRole('button', { name: 'Ask for approval' }).click();
  await expect(page.getByText('Rehearsed on Tuesday')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Approve', exact: true })).toHaveAccessibleDescription(
    /same person asked for the approval|names others/,
  );
  await expectAccessible(page, 'a gate that waits for approval', 'all');

  // Somebody else, at another computer, with the keyboard alone.
  const other = await pageOf(grace.account, { server, browser, watch, options });
  await other.goto('/releases');
  await expect(other.getByRole('link', { name: /^Inbox/ }).first()).toContainText('1');
  await expect(async () => {
    await other.keyboard.press('g');
    await other.keyboard.press('i');
    await expect(other.getByRole('heading', { name: 'Inbox', level: 1 })).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(other.getByRole('button', { name: /Go or no-go/ })).toContainText('To be signed');
  await other.keyboard.press('j');
  await other.keyboard.press('Enter');
  const panel = other.getByRole('complementary', { name: 'Go or no-go' });
  await expect(panel.getByRole('list', { name: 'Evidence' })).toContainText('All 812 are green');
  await expect(panel.getByText('Rehearsed on Tuesday')).toBeVisible();
  await expectAccessible(other, 'the inbox with what waits', 'all');
  await other.keyboard.press('a');
  await expect(panel.getByLabel('Password', { exact: true })).toBeFocused();
  const signing = panel.getByRole('region', { name: 'What you sign' });
  await expect(signing).toContainText('meaning: approved');
  await expect(signing).toContainText('"Grace Gatekeeper"');
  await other.keyboard.type(grace.account.password);
  await other.keyboard.press('Enter');
  await expect(other.getByText('You approved Go or no-go')).toBeVisible();
  await expect(other.getByText('Nothing waits for you')).toBeVisible();
  await expectAccessible(other, 'an inbox with nothing in it', 'all');

  // The first page follows by itself, and shows what was signed.
  await expect(page.getByRole('region', { name: 'Go or no-go' })).toContainText('Passed');
  await expect(page.getByRole('region', { name: 'Go or no-go' })).toContainText('Compliant');
  await page.getByText('Signed: show the statement').click();
  const said = page.getByRole('list', { name: 'What was said' });
  await expect(said).toContainText('signalbox signature 1');
  await expect(said).toContainText('of release GATES-1');
  await expect(said).toContainText(/SHA-256 [0-9a-f]{64}/);
  await page.goto('/releases/GATES-1/activity');
  await expect(page.getByText('approved the gate')).toBeVisible();
  await other.context().close();
});

test('a wrong password signs nothing, and what changed meanwhile is not covered', async ({
  adminPage: page,
  api,
  installation: { server },
  browser,
  watch,
  contextOptions: options,
}) => {
  watch.expects(/^(401|403|422) POST \/api\/v1\/session\/confirmation$/);
  const portfolio = await ownPortfolio(api, 'gates-two');
  const { path, ask, gate } = await gatedRelease(api, 'GATES-2', portfolio, { signed: true });
  const ada = await approver(server, api, 'Ada Approver', portfolio);
  await ask();
  const other = await pageOf(ada.account, { server, browser, watch, options });
  await other.goto(`${path}?panel=answer:approve`);
  const panel = other.getByRole('complementary', { name: 'Decide Go or no-go' });
  await panel.getByLabel('Password', { exact: true }).fill('not my password 1');
  await panel.getByRole('button', { name: 'Sign: approved' }).click();
  await expect(panel.getByText(/password/i).first()).toBeVisible();
  await expect(panel.getByRole('alert').or(panel.locator('[aria-invalid="true"]')).first()).toBeVisible();
  expect((await api.get(gate)).request.approvals).toEqual([]);

  // The plan up to the gate is part of what was to be approved.
  await page.goto('/releases/GATES-2');
  await api.post('releases/GATES-2/phases', { name: 'Test', start: '2027-02-12', end: '2027-03-01' });
  await expect(other.getByRole('region', { name: 'What it lacks' })).toContainText(
    'Changed since approval was asked for: the plan',
  );
  await expect(other.getByRole('region', { name: 'Approvals' })).toContainText('Void');
  await other.context().close();
});

test('what cannot hold in time is waived, exactly and for a while, and shows as an exception', async ({
  adminPage: page,
  api,
  installation: { server },
  browser,
  watch,
  contextOptions: options,
}) => {
  const portfolio = await ownPortfolio(api, 'gates-three');
  const { path, criterion } = await gatedRelease(api, 'GATES-3', portfolio);
  await criterion({ name: 'Load test' });
  const bob = await approver(server, api, 'Bob Bypass', portfolio);
  await page.goto(path);
  await page.getByRole('button', { name: 'Ask for a waiver' }).click();
  const asking = page.getByRole('complementary', { name: 'Ask for a waiver' });
  await asking.getByLabel('Title').fill('Without a load test');
  await expect(asking.getByLabel('Criterion')).toContainText('Load test');
  await asking.getByLabel('Reason').fill('The test bed burnt down');
  await expect(asking.getByRole('button', { name: 'Ask for a waiver' })).toHaveAccessibleDescription(
    /until when/,
  );
  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await asking.getByLabel(/^Last day/).fill(inAMonth);
  await asking.getByRole('button', { name: 'Ask for a waiver' }).click();
  const waivers = page.getByRole('list', { name: 'Waivers' });
  await expect(waivers).toContainText('Waives “Load test”.');

  const other = await pageOf(bob.account, { server, browser, watch, options });
  await other.goto('/inbox');
  await other.getByRole('button', { name: /Without a load test/ }).click();
  const panel = other.getByRole('complementary', { name: 'Without a load test' });
  await expect(panel).toContainText('The test bed burnt down');
  await panel.getByRole('button', { name: 'Allow' }).click();
  await expect(other.getByText('Without a load test is allowed')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Criteria' })).toContainText('Waived');
  await expect(waivers).toContainText('Allowed');
  await page.getByRole('button', { name: 'Ask for approval' }).click();
  const request = page.getByRole('complementary', { name: 'Ask for approval' });
  await request.getByRole('button', { name: 'Ask for approval' }).click();
  await other.getByRole('button', { name: /Go or no-go.*GATES-3/ }).click();
  await other.keyboard.press('a');
  const approving = other.getByRole('complementary', { name: 'Go or no-go' });
  await expect(approving.locator('button[type=submit]')).toBeFocused();
  await other.keyboard.press('Enter');
  await expect(other.getByText('You approved Go or no-go')).toBeVisible();
  await expect(page.getByText('Compliant with exception').first()).toBeVisible();
  await other.context().close();
});

test('several are approved at once, and what is refused says why', async ({
  api,
  installation: { server },
  browser,
  watch,
  contextOptions: options,
}) => {
  const portfolio = await ownPortfolio(api, 'gates-bulk');
  const carol = await approver(server, api, 'Carol Counter', portfolio);
  const rule = { who: { person: carol.id } };
  const one = await gatedRelease(api, 'SEVERAL-1', portfolio, rule);
  const two = await gatedRelease(api, 'SEVERAL-2', portfolio, rule);
  const signed = await gatedRelease(api, 'SEVERAL-3', portfolio, { ...rule, signed: true });
  for (const { ask } of [one, two, signed]) await ask();
  const page = await pageOf(carol.account, { server, browser, watch, options });
  await page.goto('/inbox');
  const rowOf = (key: string) => page.getByRole('listitem').filter({ hasText: `Plan of ${key}` });
  await expect(rowOf('SEVERAL-3').getByRole('checkbox')).toHaveCount(0);
  await rowOf('SEVERAL-1').getByRole('checkbox').check();
  await rowOf('SEVERAL-2').getByRole('checkbox').check();
  await expectAccessible(page, 'several are chosen', 'all');
  // Somebody takes one back in the very moment.
  await page.route('**/api/v1/events*', (route) => route.abort());
  watch.expects(/^40\d POST \/api\/v1\/approval-requests\/\w+\/approvals$/);
  const { request } = await api.get(two.gate);
  await page.route(`**/approval-requests/${request.id}/approvals`, async (route) => {
    await api.change('POST', `approval-requests/${request.id}/withdraw`, `approval-requests/${request.id}`, {
      reason: 'Too early',
    });
    await route.continue();
  });
  await page.getByRole('button', { name: 'Approve all 2' }).click();
  await expect(page.getByText('One gate approved')).toBeVisible();
  const bulk = page.getByRole('region', { name: 'What is chosen' });
  await expect(bulk).toContainText('One was refused');
  await expect(bulk).toContainText('Plan of SEVERAL-2');
  await expect(bulk).toContainText(/withdrawn/);
  await expect(rowOf('SEVERAL-1')).toHaveCount(0);
  expect((await api.get(one.gate)).gate.state).toBe('passed');
  await page.context().close();
});

test('a board decides one after the other, and takes its minutes along', async ({
  api,
  installation: { server },
  browser,
  watch,
  contextOptions: options,
}) => {
  const portfolio = await ownPortfolio(api, 'gates-board');
  const dora = await approver(server, api, 'Dora Decider', portfolio);
  const rule = { who: { person: dora.id } };
  const first = await gatedRelease(api, 'SITTING-1', portfolio, rule);
  const second = await gatedRelease(api, 'SITTING-2', portfolio, rule);
  for (const { ask } of [first, second]) await ask();
  const page = await pageOf(dora.account, { server, browser, watch, options });
  await page.goto('/inbox');
  await page.getByRole('link', { name: 'Agenda of all approvals' }).click();
  await page.getByLabel('Who is present').fill('Dora, Emil');
  await page.getByRole('button', { name: /Plan of SITTING-1/ }).click();
  const panel = page.getByRole('complementary', { name: 'Go or no-go' });
  await page.keyboard.press('a');
  await expect(panel.locator('button[type=submit]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /Plan of SITTING-1/ })).toBeHidden();
  await page.getByRole('button', { name: /Plan of SITTING-2/ }).click();
  await page.keyboard.press('r');
  await expect(panel.getByLabel('Comment')).toBeFocused();
  await page.keyboard.type('The rehearsal failed');
  await panel.getByRole('button', { name: 'Reject' }).last().click();
  const minutes = page.getByRole('list', { name: 'Minutes of this sitting' });
  await expect(minutes).toContainText('The rehearsal failed');
  await expectAccessible(page, 'the agenda with its minutes', 'all');
  // A reload forgets nothing.
  await page.reload();
  await expect(minutes).toContainText('The rehearsal failed');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the minutes' }).click(),
  ]);
  const taken = readFileSync(await download.path(), 'utf8');
  expect(taken).toContain('Present: Dora, Emil');
  expect(taken).toMatch(/## 1\. SITTING-1 .*\n[\s\S]*Dora Decider · Approved[\s\S]*## 2\. SITTING-2 /);
  expect(taken).toContain('> The rehearsal failed');
  await page.context().close();
});
