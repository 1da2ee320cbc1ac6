import { expect, plannedRelease, test } from './fixtures';

test('what one does, another sees at once', async ({ adminPage: page, otherPage, api }) => {
  await plannedRelease(api, 'LIVE-1');
  await page.goto('/releases/LIVE-1/activity');
  await otherPage.goto('/releases/LIVE-1');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  const feed = page.getByRole('list', { name: 'Events, newest first' });
  await expect(feed).toBeVisible();

  await otherPage.getByRole('button', { name: 'Decide Code freeze' }).click();
  await otherPage.getByLabel('Reason').fill('Seen from the other side');
  await otherPage.getByRole('button', { name: 'Pass', exact: true }).click();

  await expect(feed.locator('> li').first()).toContainText('Seen from the other side');
  await expect(feed.locator('> li').first()).toContainText('First Administrator');
});

test('a list and the calendar follow what is created elsewhere', async ({
  adminPage: page,
  otherPage,
  api,
}) => {
  await page.goto('/releases?q=LIVE-2');
  await otherPage.goto('/?from=2027-01-01&days=90');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await expect(otherPage.getByText('Live', { exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No release matches' })).toBeVisible();
  await plannedRelease(api, 'LIVE-2');
  await expect(page.getByRole('link', { name: 'Plan of LIVE-2' })).toBeVisible();
  await expect(otherPage.getByRole('row', { name: /^Plan of LIVE-2, / })).toBeVisible();
});

test('whoever was without a network catches up with what they missed', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'LIVE-3');
  await page.goto('/releases/LIVE-3/activity');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  const feed = page.getByRole('list', { name: 'Events, newest first' });
  await expect(feed).toBeVisible();
  await page.context().setOffline(true);
  await expect(page.getByText('Offline', { exact: true })).toBeVisible();
  await api.change('PATCH', 'releases/LIVE-3', 'releases/LIVE-3', { name: 'Renamed in the meantime' });
  await expect(page.getByRole('heading', { name: 'Plan of LIVE-3', level: 1 })).toBeVisible();

  await page.context().setOffline(false);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Renamed in the meantime', level: 1 })).toBeVisible();
  await expect(feed.locator('> li').first()).toContainText('Renamed in the meantime');
});

test('the header of a release follows what it needs and what its register says', async ({
  adminPage: page,
  api,
}) => {
  await plannedRelease(api, 'NEED-1');
  await plannedRelease(api, 'LIVE-4');
  await api.change('PUT', 'releases/LIVE-4/dependencies/NEED-1', 'releases/LIVE-4', { hard: true });
  await page.goto('/releases/LIVE-4');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  const answers = page.locator('dl').filter({ hasText: 'Blocked by' }).first();
  await expect(answers).toContainText('Nothing');

  // Nothing of LIVE-4 itself changes.
  await api.change('PATCH', 'releases/NEED-1', 'releases/NEED-1', { target: { date: '2027-06-01' } });
  await expect(answers).toContainText('Needs NEED-1, which is due only afterwards');

  await api.post('releases/LIVE-4/raid', { kind: 'issue', title: 'No test data', due: '2027-02-01' });
  const issue = answers.getByRole('link', { name: 'Issue: No test data' });
  await expect(issue).toBeVisible();
  await expect(answers).toContainText('due 1 Feb 2027');
  await issue.click();
  await expect(page).toHaveURL(/\/releases\/LIVE-4\/raid$/);
});

test('who saves second is told who was faster, and keeps what they typed', async ({
  adminPage: page,
  otherPage,
  api,
  watch,
}) => {
  watch.expects(/^412 PATCH \/api\/v1\/releases\/rel_\w+$/);
  await plannedRelease(api, 'STALE-1');
  // News that hang on the way: only so can one still be stale when one saves.
  await page.route('**/api/v1/events', () => undefined);
  for (const one of [page, otherPage]) {
    await one.goto('/releases/STALE-1');
    await one.getByRole('button', { name: 'Edit', exact: true }).first().click();
  }
  const mine = page.getByRole('complementary', { name: 'Edit STALE-1' });
  const theirs = otherPage.getByRole('complementary', { name: 'Edit STALE-1' });
  await mine.getByLabel('Description').fill('What I had in mind');
  await theirs.getByLabel('Name').fill('Renamed meanwhile');
  await theirs.getByRole('button', { name: 'Save' }).click();
  await expect(otherPage.getByText('STALE-1 was saved')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Plan of STALE-1', level: 1 })).toBeVisible();

  await mine.getByRole('button', { name: 'Save' }).click();
  await expect(mine.getByRole('alert')).toContainText('Someone else changed this meanwhile');
  await expect(mine.getByRole('alert')).toContainText('First Administrator was faster');
  await expect(mine.getByRole('alert')).toContainText('Renamed meanwhile');
  await expect(mine.getByLabel('Description')).toHaveValue('What I had in mind');

  await mine.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('STALE-1 was saved')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Renamed meanwhile', level: 1 })).toBeVisible();
});
