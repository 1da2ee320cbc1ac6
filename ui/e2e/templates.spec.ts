/** Templates: made of a release, opened, made into the next release with a preview, and into a quarter of them. */
import { expectAccessible } from './accessibility';
import { expect, plannedRelease, test } from './fixtures';

test('a release becomes a template, and the template the next release', async ({ adminPage: page, api }) => {
  await plannedRelease(api, 'SPRING-1');
  await page.goto('/releases/SPRING-1');
  await page.getByRole('button', { name: 'More' }).last().click();
  await page.getByRole('button', { name: 'Save as template' }).click();
  const panel = page.getByRole('complementary', { name: 'Save as template' });
  await panel.getByLabel('Name').fill('Spring cycle');
  await panel.getByLabel('Key').fill('spring-cycle');
  await panel.getByLabel('Words left open').fill('season = Code');
  await panel.getByRole('button', { name: 'Create template' }).click();

  await expect(page.getByRole('heading', { name: 'Spring cycle', level: 1 })).toBeVisible();
  await expect(page.getByRole('row', { name: /^\{season\} freeze/ })).toContainText(
    'Thursday, 5 weeks before',
  );

  await page.getByRole('button', { name: 'New release' }).click();
  const form = page.getByRole('complementary', { name: 'New release' });
  await form.getByLabel(/^Name/).fill('Autumn');
  await form.getByLabel('Key').fill('AUTUMN-1');
  await form.getByLabel('Target').fill('2027-09-14');
  await form.getByLabel('What season stands for').fill('Autumn');
  await expect(form.getByText('Autumn freeze')).toBeVisible();
  await expectAccessible(page, 'a release from a template', 'all');
  await form.getByRole('button', { name: 'Create release' }).click();
  await expect(page.getByRole('heading', { name: 'Autumn', level: 1 })).toBeVisible();
  await expect(page.getByRole('row', { name: /^Autumn freeze/ })).toContainText('12 Aug 2027');
});

test('a quarter of trains is shown first and then made', async ({ adminPage: page, api }) => {
  await api.post('release-templates', {
    key: 'quarter',
    name: 'Quarter',
    kind: 'train',
    portfolio: 'kubernetes',
    milestones: [{ kind: 'gate', name: 'Freeze', due: { unit: 'working_days', before: 10 } }],
  });
  await page.goto('/templates/quarter');
  await page.getByRole('button', { name: 'Change systems' }).click();
  const systems = page.getByRole('complementary', { name: 'Change systems' });
  await systems.getByLabel('Impact').selectOption('Configuration');
  await systems.getByLabel('System').fill('nov');
  await page.getByRole('option', { name: /^nova / }).click();
  await systems.getByLabel('System').fill('glanc');
  await page.getByRole('option', { name: /^glance / }).click();
  await systems.getByRole('button', { name: 'Remove glance as Configuration' }).click();
  await systems.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: 'nova Configuration' })).toBeVisible();
  await expectAccessible(page, 'a template', 'all');
  await page.getByRole('button', { name: 'Make a series' }).click();
  const panel = page.getByRole('complementary', { name: 'Make a series' });
  await panel.getByLabel('From').fill('2027-01-01');
  await panel.getByLabel('Until').fill('2027-03-31');
  await panel.getByRole('button', { name: 'Show what would be made' }).click();
  await expect(panel.getByRole('row')).toHaveCount(4);
  await expectAccessible(page, 'a series', 'all');
  await panel.getByRole('button', { name: 'Make 3 releases' }).click();
  await expect(page.getByRole('link', { name: 'Quarter 2027.02' })).toBeVisible();
});
