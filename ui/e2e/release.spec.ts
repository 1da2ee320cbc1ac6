import type { Page } from '@playwright/test';
import { expect, plannedRelease, test } from './fixtures';

const section = (page: Page, name: string) => page.getByRole('region', { name });
const tab = (page: Page, name: string | RegExp) =>
  page.getByRole('navigation', { name: 'Sections of the release' }).getByRole('link', { name });

test('moving a date with a reason keeps the plan before it', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'MOVE-1');
  await page.goto('/releases/MOVE-1');
  await page.getByRole('button', { name: 'Move dates' }).click();
  const panel = page.getByRole('complementary', { name: 'Move dates' });
  await expect(panel.getByLabel('Target')).toHaveValue('2027-03-16');
  await panel.getByLabel('Target').fill('2027-03-30');
  await panel.getByLabel('Reason').fill('The supplier delivers two weeks later');
  await panel.getByRole('button', { name: 'Move dates' }).click();
  await expect(page.getByText('The dates of MOVE-1 were moved')).toBeVisible();
  await expect(panel).toBeHidden();
  await expect(page.getByText(/30 Mar 2027/).first()).toBeVisible();

  await tab(page, 'Baselines').click();
  const former = page.getByRole('table', { name: 'Former plans' }).getByRole('row').nth(1);
  await expect(former).toContainText('The supplier delivers two weeks later');
  await expect(former).toContainText('1 date');
  await former.getByRole('button', { name: 'Open plan 1' }).click();
  await expect(page.getByRole('complementary', { name: 'Plan 1' })).toContainText(/16 Mar 2027/);
});

test('a gate is passed with its evidence, failed and opened again', async ({
  adminPage: page,
  api,
  watch,
}) => {
  await plannedRelease(api, 'GATE-1');
  await page.goto('/releases/GATE-1');
  const gates = page.getByRole('table', { name: 'Gates and milestones' });
  const freeze = gates.getByRole('row', { name: /^Code freeze/ });
  await expect(freeze).toContainText('Pending');
  await expect(freeze).toContainText('AoE');

  await freeze.getByRole('button', { name: 'Decide Code freeze' }).click();
  await page.getByLabel('Reason').fill('All branches are cut');
  await page.getByRole('button', { name: 'Pass', exact: true }).click();
  await expect(page.getByText('Code freeze is passed')).toBeVisible();
  await expect(freeze).toContainText('Passed');
  await expect(freeze).toContainText('First Administrator');

  // Failing one without saying why is not possible.
  watch.expects(/^422 POST .*\/fail$/);
  const go = gates.getByRole('row', { name: /^Go or no-go/ });
  await go.getByRole('button', { name: 'Decide Go or no-go' }).click();
  await page.getByRole('button', { name: 'Fail', exact: true }).click();
  await expect(page.getByLabel('Reason')).toHaveAccessibleDescription(/say why/);
  await page.getByLabel('Reason').fill('Two tests are red');
  await page.getByRole('button', { name: 'Fail', exact: true }).click();
  await expect(go).toContainText('Failed');
  await expect(page.getByText('Failed: Go or no-go')).toBeVisible();

  await go.getByRole('button', { name: 'Reopen Go or no-go' }).click();
  await page.getByRole('button', { name: 'Reopen', exact: true }).last().click();
  await expect(go).toContainText('Pending');
});

test('a step that would be refused says every reason before it is tried', async ({
  adminPage: page,
  api,
}) => {
  await plannedRelease(api, 'STEP-1');
  await page.goto('/releases/STEP-1');
  await page.getByRole('button', { name: 'Set to Planned' }).click();
  await page.getByLabel('Comment').fill('Agreed by all teams');
  await page.getByRole('complementary').getByRole('button', { name: 'Set to Planned' }).click();
  await expect(page.getByText('STEP-1 is now Planned')).toBeVisible();
  await page.getByRole('button', { name: 'Set to In progress' }).click();
  await page.getByRole('complementary').getByRole('button', { name: 'Set to In progress' }).click();

  const complete = page.getByRole('button', { name: 'Set to Completed' });
  await expect(complete).toHaveAttribute('aria-disabled', 'true');
  await expect(complete).toHaveAccessibleDescription(/the gate Code freeze is not passed/);
  await expect(complete).toHaveAccessibleDescription(/the gate Go or no-go is not passed/);
  await complete.hover();
  await expect(page.getByRole('tooltip')).toContainText('Go or no-go');
});

test('a step refused meanwhile lists every reason and who can clear it', async ({
  adminPage: page,
  api,
  watch,
}) => {
  watch.expects(/^409 POST \/api\/v1\/releases\/rel_\w+\/transition$/);
  const release = await plannedRelease(api, 'STEP-2', { milestones: [] });
  await page.goto('/releases/STEP-2');
  for (const status of ['Planned', 'In progress']) {
    await page.getByRole('button', { name: `Set to ${status}` }).click();
    await page
      .getByRole('complementary')
      .getByRole('button', { name: `Set to ${status}` })
      .click();
    await expect(page.getByText(`STEP-2 is now ${status}`)).toBeVisible();
  }
  await page.getByRole('button', { name: 'Set to Completed' }).click();
  const panel = page.getByRole('complementary', { name: 'Set to Completed' });
  // Each gate raises the release's revision; the page hears of it and reads the release again.
  const { rev } = await api.get('releases/STEP-2');
  const readAgain = page.waitForResponse(
    async (response) =>
      /\/releases\/(rel_\w+|STEP-2)$/.test(new URL(response.url()).pathname) &&
      response.request().method() === 'GET' &&
      (await response.json()).rev === Number(rev) + 2,
  );
  for (const [name, responsible] of [
    ['Security review', 'Security lead'],
    ['Go or no-go', 'Release lead'],
  ]) {
    await api.post(`releases/${release.id}/milestones`, {
      kind: 'gate',
      name,
      responsible,
      due: { date: '2027-03-15' },
    });
  }
  await readAgain;
  await panel.getByRole('button', { name: 'Set to Completed' }).click();
  const alert = panel.getByRole('alert');
  await expect(alert).toContainText('the gate Security review is not passed');
  await expect(alert).toContainText('the gate Go or no-go is not passed');
  await expect(alert).toContainText('Release lead can clear this.');
});

test('phases and gates are planned by form', async ({ adminPage: page, api, watch }) => {
  watch.expects(/^422 POST \/api\/v1\/releases\/rel_\w+\/phases$/);
  await plannedRelease(api, 'PLAN-1', { phases: [], milestones: [] });
  await page.goto('/releases/PLAN-1');
  await page.getByRole('button', { name: 'Add phase' }).click();
  const panel = page.getByRole('complementary', { name: 'Add phase' });
  await panel.getByLabel('Name').fill('Test');
  await panel.getByLabel('First day').fill('2027-02-20');
  await panel.getByLabel('Last day').fill('2027-02-12');
  await panel.getByRole('button', { name: 'Add phase' }).click();
  await expect(panel.getByLabel('Last day')).toHaveAttribute('aria-invalid', 'true');
  await panel.getByLabel('Last day').fill('2027-03-04');
  await panel.getByRole('button', { name: 'Add phase' }).click();
  await expect(section(page, 'Phases').getByRole('row', { name: /^Test/ })).toContainText('13');

  await page.getByRole('button', { name: 'Add gate or milestone' }).click();
  const gate = page.getByRole('complementary', { name: 'Add gate or milestone' });
  await gate.getByLabel('Name').fill('Test exit');
  await gate.getByLabel('Phase').selectOption('Test');
  await gate.getByLabel('Due').fill('2027-03-04');
  await gate.getByLabel('Time', { exact: true }).fill('15:00');
  await gate.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(section(page, 'Gates and milestones').getByRole('row', { name: /^Test exit/ })).toContainText(
    '15:00',
  );
});

test('systems and their exact versions are put in scope', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'SCOPE-1');
  await page.goto('/releases/SCOPE-1');
  await tab(page, 'Systems and manifest').click();
  await page.getByRole('button', { name: 'Add system' }).click();
  await pick(page, 'System', 'glance', /^glance/);
  await page.getByRole('complementary').getByRole('button', { name: 'Add system' }).click();
  const scope = page.getByRole('table', { name: 'Systems in scope' });
  await expect(scope.getByRole('row', { name: /^glance/ })).toContainText('Code');

  await page.getByRole('button', { name: 'Set version' }).click();
  await pick(page, 'System', 'glance', /^glance/);
  const version = page.getByRole('complementary').getByLabel('Version');
  await expect(version.getByRole('option')).not.toHaveCount(1);
  await version.selectOption({ index: 1 });
  const number = await version.locator('option:checked').textContent();
  await page.getByRole('complementary').getByRole('button', { name: 'Set version' }).click();
  const manifest = page.getByRole('table', { name: 'Manifest' });
  await expect(manifest.getByRole('row', { name: /^glance/ })).toContainText(number ?? '');
  await expect(manifest.getByRole('row', { name: /^glance/ })).toContainText('This release');
});

test('exactly one is accountable, and the header names them', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'PEOPLE-1');
  await page.goto('/releases/PEOPLE-1/people');
  await page.getByRole('button', { name: 'Change people' }).click();
  const panel = page.getByRole('complementary', { name: 'Change people' });
  await panel.getByLabel('Role').selectOption('Accountable');
  await pick(page, 'Name', 'First Adm', /^First Administrator/);
  await panel.getByRole('button', { name: 'Add to the list' }).click();
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The people were saved')).toBeVisible();
  const people = page.getByRole('table', { name: 'Who does what' });
  await expect(people.getByRole('row', { name: /^Accountable/ })).toContainText('First Administrator');
  await expect(page.getByRole('term').filter({ hasText: 'Decides' }).locator('..')).toContainText(
    'First Administrator',
  );
});

test('what it needs is named, and on the other release too', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'NEEDS-1');
  await plannedRelease(api, 'NEEDED-1');
  await page.goto('/releases/NEEDS-1/dependencies');
  await page.getByRole('button', { name: 'Add dependency' }).click();
  await pick(page, 'Release', 'NEEDED-1', /NEEDED-1/);
  await page.getByRole('complementary').getByRole('button', { name: 'Add dependency' }).click();
  await expect(section(page, 'Needs').getByRole('row', { name: /^NEEDED-1/ })).toContainText('Hard');
  await section(page, 'Needs').getByRole('link', { name: 'Plan of NEEDED-1' }).click();
  await expect(page.getByRole('heading', { name: 'Plan of NEEDED-1', level: 1 })).toBeVisible();
  await tab(page, 'Dependencies').click();
  await expect(section(page, 'Needed by').getByRole('row', { name: /^NEEDS-1/ })).toBeVisible();
});

test('the work of it is listed and reported as blocked', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'WORK-1');
  await page.goto('/releases/WORK-1/activities');
  await page.getByRole('button', { name: 'Add activity' }).click();
  const panel = page.getByRole('complementary', { name: 'Add activity' });
  await panel.getByLabel('Name').fill('Write the release notes');
  await panel.getByLabel('Status').selectOption('Blocked');
  await panel.getByRole('button', { name: 'Add activity' }).click();
  await expect(page.getByRole('row', { name: /^Write the release notes/ })).toContainText('Blocked');
  await expect(page.getByText('Blocked: Write the release notes')).toBeVisible();
});

test('the train adds its members up and lists what they deliver', async ({ adminPage: page }) => {
  await page.goto('/releases/openstack-2026.1');
  await expect(tab(page, 'Members 216')).toBeVisible();
  const gates = page.getByRole('table', { name: 'Gates and milestones' });
  await expect(gates.getByRole('row', { name: /^Gazpacho-3 milestone/ })).toContainText('Passed');

  await tab(page, 'Members 216').click();
  await expect(page.getByRole('term').filter({ hasText: 'Teams' }).locator('..')).toContainText('39');
  const members = page.getByRole('table', { name: 'Members' });
  await expect(members.getByRole('row')).toHaveCount(101);
  const more = page.getByRole('region', { name: 'Members' }).getByRole('button', { name: 'Show more' });
  await more.click();
  await expect(members.getByRole('row')).toHaveCount(201);
  await more.click();
  await expect(members.getByRole('row')).toHaveCount(217);
  await expect(more).toHaveCount(0);

  await tab(page, 'Systems and manifest').click();
  const manifest = page.getByRole('table', { name: 'Manifest' });
  const nova = manifest.getByRole('row', { name: /^nova / });
  await expect(nova.getByRole('link', { name: 'nova 2026.1 Gazpacho' })).toBeVisible();
  await expect(nova).toContainText(/\d+\.\d+\.\d+/);
});

test('an archived release can only be looked at until it is restored', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'OLD-1');
  await page.goto('/releases/OLD-1');
  await page.getByRole('button', { name: 'More', exact: true }).first().click();
  await page.getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('button', { name: 'Archive Plan of OLD-1?' }).click();
  const edit = page.getByRole('button', { name: 'Edit', exact: true }).first();
  await expect(edit).toHaveAttribute('aria-disabled', 'true');
  await expect(edit).toHaveAccessibleDescription('It is archived. Restore it to change it.');
});

async function pick(page: Page, label: string, typed: string, option: RegExp): Promise<void> {
  await page.getByRole('complementary').getByRole('textbox', { name: label, exact: true }).fill(typed);
  await page.getByRole('option', { name: option }).first().click();
}
