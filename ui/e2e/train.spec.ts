import type { Page } from '@playwright/test';
import { type Api, expect, plannedRelease, test } from './fixtures';

const PHONE = { width: 390, height: 844 };
const tab = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Sections of the release' }).getByRole('link', { name });
const answer = (page: Page, question: string) =>
  page.getByRole('term').filter({ hasText: question }).locator('..');

/** A train with one member as planned, one three days behind at a gate, and one a month behind in everything. */
async function driftingTrain(api: Api, key: string): Promise<void> {
  await plannedRelease(api, key, { kind: 'train' });
  const member = { kind: 'project', parent: key };
  await plannedRelease(api, `${key}-PLAN`, member);
  await plannedRelease(api, `${key}-GATE`, {
    ...member,
    milestones: [{ kind: 'gate', name: 'Code freeze', due: { date: '2027-02-14', zone: 'AoE' } }],
  });
  await plannedRelease(api, `${key}-FAR`, {
    ...member,
    target: { date: '2027-04-16', zone: 'Europe/Berlin' },
    phases: [{ name: 'Build', start: '2027-01-11', end: '2027-03-13' }],
  });
}

test('the header says what puts a release at risk and leads there', async ({ adminPage: page, api }) => {
  const { id } = await plannedRelease(api, 'ASKED-1');
  await plannedRelease(api, 'ASKED-2', { target: { date: '2027-05-01' } });
  await page.goto('/releases/ASKED-1');
  await expect(answer(page, 'On time?')).toContainText('On track');
  await expect(answer(page, 'Blocked by')).toContainText('Nothing');
  await expect(answer(page, 'Next gate')).toContainText('Code freeze');
  await expect(answer(page, 'Decides')).toContainText('Name who is accountable');

  await api.change('PUT', `releases/${id}/dependencies/ASKED-2`, `releases/${id}`, { hard: true });
  await api.post(`releases/${id}/activities`, { name: 'Load test', status: 'blocked' });
  await expect(answer(page, 'On time?')).toContainText('At risk');
  await expect(answer(page, 'Blocked by')).toContainText('Blocked: Load test');
  await answer(page, 'On time?')
    .getByRole('link', { name: 'Needs ASKED-2, which is due only afterwards' })
    .click();
  await expect(page.getByRole('heading', { name: 'Plan of ASKED-2', level: 1 })).toBeVisible();
  await page.goBack();
  await answer(page, 'Blocked by').getByRole('link', { name: 'Blocked: Load test' }).click();
  await expect(page.getByRole('row', { name: /^Load test/ })).toBeVisible();
});

test('the open header of a train follows its members', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'HEAD-1', { kind: 'train' });
  await plannedRelease(api, 'HEAD-1-A', { kind: 'project', parent: 'HEAD-1' });
  await page.goto('/releases/HEAD-1');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  const onTime = answer(page, 'On time?');
  await expect(onTime).toContainText('On track');
  // A page that is loaded anew loses this.
  await page.evaluate(() => document.documentElement.setAttribute('data-opened', 'once'));

  // Nothing of the train itself changes.
  const { rev } = await api.get('releases/HEAD-1');
  await api.change('PATCH', 'releases/HEAD-1-A', 'releases/HEAD-1-A', {
    target: { date: '2027-03-23', zone: 'Europe/Berlin' },
  });
  await expect(onTime).toContainText('At risk');
  await expect(onTime.getByRole('link', { name: '1 member drifts' })).toBeVisible();

  await api.change('PATCH', 'releases/HEAD-1-A', 'releases/HEAD-1-A', {
    target: { date: '2027-03-16', zone: 'Europe/Berlin' },
  });
  await expect(onTime).toContainText('On track');
  await expect(onTime).not.toContainText('drift');
  await expect(page.locator('html')).toHaveAttribute('data-opened', 'once');
  expect((await api.get('releases/HEAD-1')).rev).toBe(rev);
});

test('members stand beside the train, and what drifts is found', async ({ adminPage: page, api }) => {
  await driftingTrain(api, 'DRIFT-1');
  await page.goto('/releases/DRIFT-1');
  await answer(page, 'On time?').getByRole('link', { name: '2 members drift' }).click();

  const matrix = page.getByRole('table', { name: 'Members beside the train' });
  await expect(matrix.getByRole('rowheader', { name: 'Plan of DRIFT-1-GATE' })).toContainText('+3 d');
  await expect(matrix.getByRole('rowheader', { name: 'Plan of DRIFT-1-FAR' })).toContainText('+31 d');
  await expect(matrix.getByText('Plan of DRIFT-1-PLAN')).toHaveCount(0);
  await expect(page.getByText('3 members, 2 drift, by 31 days at most')).toBeVisible();
  await expect(matrix.getByRole('row', { name: /^The train/ })).toContainText('1 drifts');

  await page.getByLabel('Only drifting').uncheck();
  await expect(matrix.getByText('Plan of DRIFT-1-PLAN')).toBeVisible();
  await page.getByLabel('Columns').selectOption('Phases');
  await expect(matrix.getByRole('columnheader', { name: 'Build' })).toBeVisible();
  await expect(matrix.getByRole('columnheader', { name: 'Code freeze' })).toHaveCount(0);
  await expect(page).toHaveURL(/columns=phases/);
  await page.getByLabel('Order').selectOption('Worst drift first');
  await expect(matrix.getByRole('row').nth(2)).toContainText('Plan of DRIFT-1-FAR');
  await page.getByLabel('Find a member').fill('gate');
  await expect(matrix.getByRole('row')).toHaveCount(3);

  await matrix.getByRole('link', { name: 'Plan of DRIFT-1-GATE' }).click();
  await expect(page.getByRole('heading', { name: 'Plan of DRIFT-1-GATE', level: 1 })).toBeVisible();
});

test('a matrix of 216 members holds only what is in sight', async ({ adminPage: page }) => {
  await page.goto('/releases/openstack-2026.1');
  await tab(page, 'Matrix').click();
  const matrix = page.getByRole('table', { name: 'Members beside the train' });
  await expect(matrix).toHaveAttribute('aria-rowcount', '218');
  await expect(matrix).toHaveAttribute('aria-colcount', '41');
  await expect(matrix.getByRole('columnheader', { name: 'Milestone 1' })).toBeVisible();
  expect(await matrix.getByRole('cell').count()).toBeLessThan(1_000);
  const last = matrix.getByRole('rowheader', { name: /^Done zun-ui 2026\.1/ });
  await expect(last).toHaveCount(0);
  await matrix.locator('..').evaluate((scroller) => scroller.scrollTo(100_000, 100_000));
  await expect(last).toBeInViewport();
  await expect(matrix.getByRole('columnheader', { name: 'RC1 target week' })).toHaveCount(1);
});

test('on a phone each member is a card with what of it drifts', async ({ adminPage: page, api }) => {
  await driftingTrain(api, 'DRIFT-2');
  await page.setViewportSize(PHONE);
  await page.goto('/releases/DRIFT-2/matrix');
  const cards = page.getByRole('list', { name: 'Members beside the train' });
  const gate = cards.getByRole('listitem').filter({ hasText: 'Plan of DRIFT-2-GATE' }).first();
  await expect(gate).toContainText('Code freeze');
  await expect(gate).toContainText('+3 d');
  await page.getByLabel('Only drifting').check();
  await expect(cards.getByText('Plan of DRIFT-2-PLAN')).toHaveCount(0);
});
