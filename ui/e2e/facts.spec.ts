/** Facts of versions: what their tests found, and the criteria that ask for it. */
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';

test('what the tests of a version found is beside the versions of its system', async ({
  adminPage: page,
  api,
}) => {
  await api.post('systems', { key: 'tested', name: 'Tested system', portfolio: 'kubernetes' });
  await api.post('systems/tested/versions', { number: '4.2.0' });
  await api.post('environments', { key: 'tested-uat', name: 'Acceptance', portfolio: 'kubernetes' });
  const told = (suite: string, passed: number, failed: number, more = {}) =>
    api.post('systems/tested/versions/4.2.0/test-reports', { suite, passed, failed, ...more });
  await told('unit', 1200, 0, { finished_at: '2026-03-01T10:00:00Z' });
  await told('regression', 978, 2, {
    environment: 'tested-uat',
    skipped: 3,
    finished_at: '2026-03-02T10:00:00Z',
    url: 'https://ci.example.org/7',
  });
  await page.goto('/systems/tested');
  await page.getByRole('button', { name: '4.2.0' }).click();
  const panel = page.getByRole('complementary', { name: 'Tests of 4.2.0' });
  const rows = panel.getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(0)).toContainText('Acceptance');
  await expect(rows.nth(0)).toContainText('978 passed, 2 failed, 3 skipped');
  await expect(rows.nth(1)).toContainText('1,200 passed');
  await expectAccessible(page, 'the tests of a version', 'all');
  // What comes meanwhile is there without a reload.
  await told('smoke', 5, 0);
  await expect(rows).toHaveCount(3);
});

test('a gate of a template asks for tests, and is refused what is no fact', async ({
  adminPage: page,
  api,
  watch,
}) => {
  watch.expects(/^422 PATCH \/api\/v1\/release-templates\//);
  await api.post('release-templates', {
    key: 'asking',
    name: 'Asking for tests',
    kind: 'project',
    portfolio: 'kubernetes',
    milestones: [
      {
        kind: 'gate',
        name: 'Go',
        due: { unit: 'working_days', before: 10 },
        criteria: [{ name: 'Notes are written' }],
      },
    ],
  });
  await page.goto('/templates/asking');
  await page.getByRole('button', { name: 'Edit Go' }).click();
  const panel = page.getByRole('complementary');
  await expect(panel.getByLabel('Name of criterion 1')).toHaveValue('Notes are written');
  await panel.getByRole('button', { name: 'Add criterion' }).click();
  await panel.getByLabel('Name of criterion 2').fill('Tests pass');
  const expression = panel.getByLabel('Expression of criterion 2');
  await expression.fill('tests.all(t, t.fails == 0)');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel).toContainText('test report has no fact "fails"');
  await expectAccessible(page, 'a gate of a template', 'all');
  await expression.fill('tests.all(t, t.failed == 0)');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /^Go/ })).toContainText('2');
  const saved = await api.get('release-templates/asking');
  expect(saved.milestones[0].criteria[1].expression).toBe('tests.all(t, t.failed == 0)');
});
