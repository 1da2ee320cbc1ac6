import { expectAccessible } from './accessibility';
import { type Api, expect, plannedRelease, test } from './fixtures';
import { approver, ownPortfolio, pageOf } from './gated';

/** A system with a version that is to go to an environment which others have for themselves. */
async function ground(api: Api, mark: string) {
  await api.post('systems', { key: `${mark}-billing`, name: `Billing of ${mark}`, portfolio: 'kubernetes' });
  await api.post(`systems/${mark}-billing/versions`, { number: '4.2.0' });
  await api.post('environments', {
    key: `${mark}-prod`,
    name: `Production of ${mark}`,
    portfolio: 'kubernetes',
  });
}

test('a question is asked, its answer says who can help, and another time is tried with one click', async ({
  adminPage: page,
  api,
}) => {
  await ground(api, 'ask');
  await api.post('windows', {
    key: 'ask-freeze',
    name: 'Freeze of asking',
    kind: 'freeze',
    portfolio: 'kubernetes',
    start: '2031-03-10T08:00',
    end: '2031-03-12T18:00',
  });
  await page.goto('/decide?environment=ask-prod&at=2031-03-11T12:00:00Z');
  await page.getByRole('textbox', { name: 'System' }).fill('Billing of ask');
  await page.getByRole('option', { name: /^Billing of ask/ }).click();
  await page.getByLabel('Version').fill('4.2.0');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();

  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer).toContainText('Refused');
  const reasons = answer.getByRole('list', { name: 'In the way' });
  await expect(reasons.getByRole('listitem')).toHaveCount(1);
  await expect(reasons).toContainText('Freeze of asking');
  await expect(reasons).toContainText('Can clear it');
  await expectAccessible(page, 'a refused decision', 'all');

  // The link carries question and answer.
  await page.reload();
  await expect(answer).toContainText('Refused');
  await expect(page.getByLabel('Version')).toHaveValue('4.2.0');

  await answer.getByRole('button', { name: /^Try 12 Mar 2031/ }).click();
  await expect(answer).toContainText('Allowed');
  const last = page.getByRole('table', { name: 'Last decisions' });
  await expect(last.getByRole('row', { name: /Billing of ask/ })).toHaveCount(2);
});

test('an override lets it go, and a stopped line is told on every page until it is lifted', async ({
  adminPage: page,
  api,
}) => {
  await ground(api, 'stop');
  await api.post('portfolios', { key: 'stop-line', name: 'Line to be stopped', parent: 'kubernetes' });
  await api.change('PATCH', 'environments/stop-prod', 'environments/stop-prod', { portfolio: 'stop-line' });
  const now = Date.now();
  const local = (hours: number) => new Date(now + hours * 3_600_000).toISOString().slice(0, 16);
  await api.post('windows', {
    key: 'stop-freeze',
    name: 'Freeze of the stopped',
    kind: 'freeze',
    portfolio: 'stop-line',
    start: local(-24),
    end: local(240),
  });
  await page.goto('/decide?environment=stop-prod&system=stop-billing&version=4.2.0');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  const answer = page.getByRole('region', { name: 'Answer' });
  await answer.getByRole('link', { name: 'Grant an override' }).click();
  const grant = page.getByRole('complementary', { name: 'Override Freeze of the stopped' });
  await grant.getByLabel('Reason').fill('a leak is closed');
  await grant.getByRole('button', { name: 'Grant override' }).click();
  await expect(grant).toBeHidden();
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(answer).toContainText('Allowed');
  await expect(answer).toContainText('a leak is closed');

  await page.getByRole('button', { name: 'Stop the line' }).click();
  const stop = page.getByRole('complementary', { name: 'Stop the line' });
  await stop.getByLabel('Portfolio').fill('Line to be');
  await page.getByRole('option', { name: /^Line to be stopped/ }).click();
  await stop.getByLabel('Reason').fill('the provider is down');
  await stop.getByRole('button', { name: 'Stop it' }).click();
  const banner = page.getByRole('region', { name: 'Stopped lines' });
  await expect(banner).toContainText('The line of Line to be stopped is stopped. the provider is down');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(answer).toContainText('the provider is down');
  await expectAccessible(page, 'a stopped line', 'all');
  await page.goto('/systems/stop-billing');
  await banner.getByRole('link', { name: 'Lift the stop' }).click();
  const lift = page.getByRole('complementary', { name: /is stopped/ });
  await lift.getByLabel('Reason').fill('it is back');
  await lift.getByRole('button', { name: 'Lift the stop' }).click();
  await expect(banner).toBeHidden();
});

test('a policy in the way is waived for one release, by somebody who approves where it was made', async ({
  adminPage: page,
  api,
  installation: { server },
  browser,
  watch,
  contextOptions: options,
}) => {
  const portfolio = await ownPortfolio(api, 'waive');
  await ground(api, 'waive');
  const release = await plannedRelease(api, 'WAIVE-1', { portfolio });
  const path = `releases/${release.id}`;
  for (const to of ['planned', 'in-progress']) await api.change('POST', `${path}/transition`, path, { to });
  await api.change('PUT', `${path}/manifest/waive-billing`, path, { version: '4.2.0' });
  await api.post('policies', {
    key: 'waive-sbom',
    name: 'Every version has a bill of materials',
    portfolio,
    enforcement: 'deny',
    expression: 'version.sbom_url != null',
    message: 'No bill of materials',
  });
  await api.change('POST', 'policies/waive-sbom/enforce', 'policies/waive-sbom', {});
  const wilma = await approver(server, api, 'Wilma Waiver', portfolio);

  await page.goto('/decide?environment=waive-prod&system=waive-billing&version=4.2.0&release=WAIVE-1');
  const ask = page.getByRole('button', { name: 'Ask', exact: true });
  const answer = page.getByRole('region', { name: 'Answer' });
  await ask.click();
  await expect(answer).toContainText('No bill of materials');
  await answer.getByRole('link', { name: 'Ask for a waiver' }).click();
  const asking = page.getByRole('complementary', { name: 'Ask for a waiver' });
  await asking.getByLabel('Title').fill('The scanner is being replaced');
  await asking.getByLabel('Reason').fill('It is back on Monday');
  await asking.getByLabel(/^Last day/).fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10));
  await expectAccessible(page, 'asking for a waiver of a policy', 'all');
  await asking.getByRole('button', { name: 'Ask for a waiver' }).click();
  await expect(asking).toBeHidden();

  const theirs = await pageOf(wilma.account, { server, browser, watch, options });
  await theirs.goto('/inbox');
  await theirs.getByText('The scanner is being replaced').first().click();
  await expect(theirs.getByText('Waives the policy “Every version has a bill of materials”')).toBeVisible();
  await theirs.getByRole('button', { name: 'Allow' }).click();
  await expect(theirs.getByText('The scanner is being replaced is allowed')).toBeVisible();

  await ask.click();
  await expect(answer).toContainText('Allowed');
  await expect(answer.getByRole('list', { name: 'Worth knowing' })).toContainText('waive-sbom');
  await page.goto('/releases/WAIVE-1');
  await expect(page.getByRole('region', { name: 'Waived policies' })).toContainText('It is back on Monday');
  await expect(page.getByText('Compliant with exception').first()).toBeVisible();
});
