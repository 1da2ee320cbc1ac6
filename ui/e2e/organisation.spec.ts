import { expectAccessible } from './accessibility';
import { expect, plannedRelease, test } from './fixtures';

test('a portfolio shows its releases and systems and who may do what', async ({ adminPage: page }) => {
  await page.goto('/portfolios');
  const tree = page.getByRole('table', { name: 'Portfolios' });
  await expect(tree.getByRole('row', { name: /^OpenStack/ })).toContainText('217');
  await tree.getByRole('link', { name: 'OpenStack' }).click();
  await expect(page.getByRole('heading', { name: 'OpenStack', level: 1 })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Releases' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Systems' })).toBeVisible();
  const grants = page.getByRole('table', { name: 'Who may do what here and below' });
  await expect(grants.getByRole('row', { name: /^First Administrator/ })).toContainText('Administrator');
  await page.getByRole('link', { name: 'All its releases' }).click();
  await expect(page).toHaveURL(/\/releases\?portfolio=openstack$/);
});

test('a portfolio is created below another', async ({ adminPage: page, watch }) => {
  watch.expects(/^(409|422) POST \/api\/v1\/portfolios$/);
  await page.goto('/portfolios');
  await page.getByRole('button', { name: 'New portfolio' }).click();
  const panel = page.getByRole('complementary', { name: 'New portfolio' });
  await panel.getByLabel('Name').fill('Compute');
  await panel.getByLabel('Key').fill('openstack');
  await panel.getByLabel('Part of').fill('OpenSt');
  await page.getByRole('option', { name: /^OpenStack/ }).click();
  await panel.getByRole('button', { name: 'Create portfolio' }).click();
  await expect(panel.getByLabel('Key')).toHaveAttribute('aria-invalid', 'true');
  await panel.getByLabel('Key').fill('compute');
  await panel.getByRole('button', { name: 'Create portfolio' }).click();
  await expect(page.getByText('Compute was saved')).toBeVisible();
  await expect(page.getByRole('row', { name: /^Compute/ })).toBeVisible();
});

test('a system shows its versions, what it needs and what needs it', async ({ adminPage: page }) => {
  await page.goto('/systems?q=nova');
  await page.getByRole('table', { name: 'Systems' }).getByRole('link', { name: 'nova', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'nova', level: 1 })).toBeVisible();
  await expect(page.getByText('openstack/nova')).toBeVisible();
  const versions = page.getByRole('table', { name: 'Versions' });
  await expect(versions.getByRole('row').nth(1)).toContainText(/\d+\.\d+\.\d+/);
  await expect(page.getByRole('region', { name: 'Depends on' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Needed by' })).toBeVisible();
});

test('a system is added with a version that never changes', async ({ adminPage: page, watch }) => {
  watch.expects(/^409 POST \/api\/v1\/systems\/\w+\/versions$/);
  await page.goto('/systems');
  await page.getByRole('button', { name: 'New system' }).click();
  const panel = page.getByRole('complementary', { name: 'New system' });
  await panel.getByLabel('Name').fill('Ledger');
  await panel.getByLabel('Key').fill('ledger');
  await panel.getByLabel('Portfolio').fill('OpenSt');
  await page.getByRole('option', { name: /^OpenStack/ }).click();
  await panel.getByRole('button', { name: 'Create system' }).click();
  await page.goto('/systems/ledger');

  const add = page.getByRole('button', { name: 'Add version' });
  const form = page.getByRole('complementary', { name: 'Add version' });
  for (const commit of [
    '1111111111111111111111111111111111111111',
    '2222222222222222222222222222222222222222',
  ]) {
    await add.first().click();
    await form.getByLabel('Version').fill('1.10');
    await form.getByLabel('Commit').fill(commit);
    await form.getByRole('button', { name: 'Add version' }).click();
    await expect(page.getByRole('row', { name: /^1\.10\s*1111/ })).toBeVisible();
  }
  await expect(form.getByRole('alert')).toContainText('1.10');
});

test('a person is added, signs in and sees what they may', async ({
  adminPage: page,
  browser,
  url,
  watch,
}) => {
  await page.goto('/people');
  await page.getByRole('button', { name: 'Add person' }).click();
  const panel = page.getByRole('complementary', { name: 'Add person' });
  await panel.getByLabel('Name').fill('Release Lead');
  await panel.getByLabel('Email').fill('release.lead@example.org');
  await panel.getByRole('button', { name: 'Add person' }).click();
  await expect(page.getByText('Release Lead was saved')).toBeVisible();
  await expect(page.getByRole('row', { name: /^Release Lead/ })).toContainText('release.lead@example.org');

  // What they sign in with they choose themselves: the administrator only makes the link.
  await page.getByRole('link', { name: 'Release Lead' }).click();
  await page.getByRole('button', { name: 'Make a link for a password' }).click();
  const made = page.getByRole('complementary', { name: 'Password of Release Lead' });
  const link = (await made.getByText(/#code=/).textContent()) ?? '';
  await expectAccessible(page, 'a link for a password', 'all');

  const context = await browser.newContext({ baseURL: url });
  await watch.follow(context);
  const theirs = await context.newPage();
  await theirs.goto(link);
  await expectAccessible(theirs, 'setting a password', 'all');
  await theirs.getByLabel('New password', { exact: true }).fill('a train of thought 9');
  await theirs.getByLabel('New password once more').fill('a train of thought 8');
  await theirs.getByRole('button', { name: 'Set password' }).click();
  await expect(theirs.getByLabel('New password once more')).toHaveAccessibleDescription(/differ/);
  await theirs.getByLabel('New password once more').fill('a train of thought 9');
  await theirs.getByRole('button', { name: 'Set password' }).click();
  await expect(theirs.getByText('Your password is set')).toBeVisible();
  await theirs.goto('/releases');
  await theirs.getByLabel('Email').fill('release.lead@example.org');
  await theirs.getByLabel('Password', { exact: true }).fill('a train of thought 9');
  await theirs.getByRole('button', { name: 'Sign in' }).click();
  // Without a role nothing is theirs to see yet.
  await expect(theirs.getByRole('heading', { name: 'No releases yet' })).toBeVisible();

  await page.goto('/portfolios/openstack');
  await page.getByRole('button', { name: 'Give a role' }).click();
  await page.getByRole('complementary').getByRole('textbox', { name: 'Name', exact: true }).fill('Release L');
  await page.getByRole('option', { name: /^Release Lead/ }).click();
  await page.getByRole('complementary').getByRole('button', { name: 'Give a role' }).click();
  const grants = page.getByRole('table', { name: 'Who may do what here and below' });
  await expect(grants.getByRole('row', { name: /^Release Lead/ })).toContainText('Release manager');

  await theirs.reload();
  await expect(theirs.getByRole('table', { name: 'Releases' })).toBeVisible();
  await context.close();
});

test('the teams of the examples are there', async ({ adminPage: page }) => {
  await page.goto('/people');
  await page.getByRole('link', { name: 'Teams', exact: true }).click();
  await expect(page.getByRole('table', { name: 'Teams' }).getByRole('row', { name: /^nova/ })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /39 rows$/ })).toBeVisible();
});

test('a token is shown once and can be revoked', async ({ adminPage: page, playwright, url }) => {
  await page.goto('/admin/tokens');
  await page.getByRole('button', { name: 'New token' }).first().click();
  const form = page.getByRole('complementary', { name: 'New token' });
  await form.getByLabel('Name').fill('nightly pipeline');
  await form.getByRole('button', { name: 'Create token' }).click();

  const shown = page.getByRole('complementary', { name: 'Token created' });
  const secret = await shown.getByText(/^sbx_/).textContent();
  const pipeline = await playwright.request.newContext({
    baseURL: url,
    extraHTTPHeaders: { Authorization: `Bearer ${secret}` },
  });
  const read = () => pipeline.get('/api/v1/releases?kind=train').then((answer) => answer.status());
  expect(await read()).toBe(200);

  await shown.getByRole('button', { name: 'Close' }).click();
  await page.reload();
  const row = page.getByRole('row', { name: /^nightly pipeline/ });
  await expect(row).toBeVisible();
  await expect(page.locator('body')).not.toContainText(secret ?? 'sbx_');

  await row.getByRole('button', { name: 'Revoke' }).click();
  await row.getByRole('button', { name: 'Revoke nightly pipeline?' }).click();
  await expect(row).toHaveCount(0);
  expect(await read()).toBe(401);
  await pipeline.dispose();
});

test('a machine gets a role and a token for no more than it needs, and exchanges it', async ({
  adminPage: page,
  request,
}) => {
  await page.goto('/people?list=machines');
  await page.getByRole('button', { name: 'Add machine' }).first().click();
  const adding = page.getByRole('complementary', { name: 'Add machine' });
  await adding.getByLabel('Name').fill('Tills pipeline');
  await expectAccessible(page, 'adding a machine', 'all');
  await adding.getByRole('button', { name: 'Add machine' }).click();
  await page.getByRole('table', { name: 'Machines' }).getByRole('link', { name: 'Tills pipeline' }).click();
  await page.getByRole('region', { name: 'API tokens' }).getByRole('button', { name: 'New token' }).click();
  const panel = page.getByRole('complementary', { name: 'New token' });
  await panel.getByLabel('Name').fill('builds');
  await panel.getByLabel('Scope').selectOption('Chosen rights');
  await expect(panel.getByText('Choose a right, or reading only.')).toBeVisible();
  await panel.getByLabel('record versions').check();
  await expectAccessible(page, 'a token of chosen rights', 'all');
  await panel.getByRole('button', { name: 'Create token' }).click();
  const made = page.getByRole('complementary', { name: 'Token created' });
  const secret = await made.getByText(/^sbx_/).textContent();
  const client = await made.getByText(/^per_/).textContent();
  await expectAccessible(page, 'a token of a machine', 'all');
  const issued = await request.post('/oauth/token', {
    form: { grant_type: 'client_credentials', client_id: client ?? '', client_secret: secret ?? '' },
  });
  expect(await issued.json()).toMatchObject({
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'read version',
  });
  await made.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('table', { name: 'API tokens' })).toContainText('Versions');
});

test('the journal tells who did what, and filters', async ({ adminPage: page, api }) => {
  const { id } = await plannedRelease(api, 'JOURNAL-1');
  await page.goto('/journal');
  const events = page.getByRole('list', { name: 'Events, newest first' }).locator('> li');
  await expect(events.first()).toContainText('First Administrator');
  await page.getByRole('searchbox', { name: 'About: key or id' }).fill(id);
  await page.getByRole('searchbox', { name: 'Kind, such as release.moved' }).fill('release.created');
  await expect(events).toHaveCount(1);
  await expect(events.first()).toContainText('JOURNAL-1');
  await page.reload();
  await expect(events).toHaveCount(1);
  await page.getByRole('button', { name: 'Proof' }).click();
  await expect(page.getByText(/events are signed\.$/)).toBeVisible();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the signed checkpoint' }).click();
  expect((await saved).suggestedFilename()).toMatch(/^checkpoint-\d+\.txt$/);
  const whole = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save the whole journal' }).click();
  expect((await whole).suggestedFilename()).toBe('journal.signalbox');
  await page.keyboard.press('Escape');
  await events.first().getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'Plan of JOURNAL-1', level: 1 })).toBeVisible();
});
