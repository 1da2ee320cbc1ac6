/** What is kept beside the plan of a release: the RAID register, comments, attachments. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, plannedRelease, test } from './fixtures';

const panel = (page: Page, name: string | RegExp) => page.getByRole('complementary', { name });

test('a risk is raised, found on the heat map, worked on and closed', async ({
  adminPage: page,
  api,
  watch,
}) => {
  await plannedRelease(api, 'RAID-1');
  await page.goto('/releases/RAID-1');
  await page.getByRole('link', { name: 'RAID' }).click();
  await expect(page.getByText(/^The register is empty/)).toBeVisible();
  await page.getByRole('button', { name: 'Add to the register' }).click();
  const adding = panel(page, 'Add to the register');
  await adding.getByLabel('Title').fill('The supplier is late');
  await adding.getByLabel('Probability').selectOption('4');
  // Half a judgement is none: the server says so at the field.
  watch.expects(/^422 POST .*\/raid$/);
  await adding.getByRole('button', { name: 'Add to the register' }).click();
  await expect(adding.getByLabel('Impact')).toHaveAccessibleDescription(/together/);
  await adding.getByLabel('Impact').selectOption('5');
  await adding.getByRole('button', { name: 'Add to the register' }).click();
  await expect(page.getByText('Number 1 was added: The supplier is late')).toBeVisible();

  const register = page.getByRole('table', { name: 'RAID register' });
  const risk = register.getByRole('row', { name: /The supplier is late/ });
  await expect(risk).toContainText('20');
  await expect(risk).toContainText('Critical');
  await api.post('releases/RAID-1/raid', { kind: 'decision', title: 'Which supplier' });
  await expect(register.getByRole('row')).toHaveCount(3);
  const cell = page.getByRole('button', { name: 'Probability 4, impact 5: 1 open risk' });
  await cell.click();
  await expect(register.getByRole('row')).toHaveCount(2);
  await expect(page).toHaveURL(/probability=4/);
  await cell.click();
  await expect(register.getByRole('row')).toHaveCount(3);

  await risk.getByRole('button', { name: 'Edit The supplier is late' }).click();
  const open = panel(page, 'Number 1: The supplier is late');
  await open.getByLabel('What came of it').fill('It came in time');
  await open.getByRole('button', { name: 'Close it' }).click();
  await expect(risk).toContainText('Closed');
  await expect(page.getByRole('button', { name: 'Probability 4, impact 5: no open risk' })).toBeVisible();
  await risk.getByRole('button', { name: 'Edit The supplier is late' }).click();
  await expect(open).toContainText('It came in time');
  await open.getByRole('button', { name: 'Reopen' }).click();
  await expect(risk).toContainText('Open');
});

test('a comment mentions who is chosen by keyboard, is changed and taken back', async ({
  adminPage: page,
  otherPage,
  api,
}) => {
  await plannedRelease(api, 'SAY-1');
  await page.goto('/releases/SAY-1/comments');
  await otherPage.goto('/releases/SAY-1/comments');
  const box = page.getByRole('textbox', { name: 'New comment' });
  await box.pressSequentially('Ready, @adm');
  await expect(page.getByRole('option', { name: /First Administrator/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(box).toHaveValue('Ready, @administrator ');
  await box.pressSequentially('? <b>See</b> https://example.org/plan.');
  await page.keyboard.press('Control+Enter');
  const said = page.getByRole('article', { name: 'Comment by First Administrator' });
  await expect(said).toContainText('<b>See</b>');
  await expect(said.getByText('@administrator')).toHaveAttribute('title', 'First Administrator');
  await expect(said.getByRole('link')).toHaveAttribute('href', 'https://example.org/plan');
  await expect(box).toHaveValue('');
  // Whoever looks at the same page sees it at once.
  await expect(otherPage.getByRole('article')).toContainText('@administrator');

  await said.getByRole('button', { name: 'Edit the comment by First Administrator' }).click();
  await said.getByRole('textbox').fill('Ready.');
  await said.getByRole('button', { name: 'Save' }).click();
  await expect(said).toContainText('edited');
  await expect(otherPage.getByRole('article')).toContainText('Ready.');
  await said.getByRole('button', { name: 'Remove' }).click();
  await said.getByRole('button', { name: 'Remove this comment?' }).click();
  await expect(page.getByText('A comment was deleted by First Administrator')).toBeVisible();
  await expect(otherPage.getByText('Ready.')).toBeHidden();
});

test('files are dropped or chosen, listed with their digest, and given back as downloads', async ({
  adminPage: page,
  api,
  watch,
}) => {
  await plannedRelease(api, 'FILE-1');
  await page.goto('/releases/FILE-1/attachments');
  const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const dropped = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], 'x.svg', { type: 'image/svg+xml' }));
    return transfer;
  }, script);
  const zone = page.getByText('Drop files anywhere here');
  await zone.dispatchEvent('dragover', { dataTransfer: dropped });
  await expect(page.getByText('Let go to attach them')).toBeVisible();
  await page.getByText('Let go to attach them').dispatchEvent('drop', { dataTransfer: dropped });
  const files = page.getByRole('table', { name: 'Attachments' });
  const picture = files.getByRole('row', { name: /^x\.svg/ });
  await expect(picture).toContainText('71 B');

  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach files' }).click();
  const large = { name: 'plan.bin', mimeType: 'application/pdf', buffer: Buffer.alloc(3_000_000, 7) };
  const larger = { name: 'larger.bin', mimeType: 'application/pdf', buffer: Buffer.alloc(10_485_761, 7) };
  watch.expects(/^413 POST .*\/attachments/);
  await (await chosen).setFiles([large, larger]);
  await expect(files.getByRole('row', { name: /^plan\.bin/ })).toContainText('2.9 MiB');
  const sending = page.getByRole('list', { name: 'Files being sent' });
  await expect(sending).toContainText('larger.bin');
  await expect(sending.getByRole('alert')).toContainText('10485760');
  await sending.getByRole('button', { name: 'Close' }).click();
  await expect(sending).toBeHidden();

  const saving = page.waitForEvent('download');
  await picture.getByRole('link', { name: 'x.svg' }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe('x.svg');
  expect(readFileSync(await download.path(), 'utf8')).toBe(script);

  await picture.getByRole('button', { name: 'Remove' }).click();
  await picture.getByRole('button', { name: /x\.svg/ }).click();
  await expect(picture).toBeHidden();
});

test('work is moved over a board by dragging and by keyboard, and a stale card goes back', async ({
  adminPage: page,
  api,
  watch,
}) => {
  const { id } = await plannedRelease(api, 'BOARD-1');
  const work = await api.post(`releases/${id}/activities`, { name: 'Write the notes', due: '2027-02-01' });
  await page.goto('/releases/BOARD-1/activities');
  await page.getByRole('button', { name: 'Board', exact: true }).click();
  await expect(page).toHaveURL(/view=board/);
  const column = (name: string) => page.getByRole('region', { name, exact: true });
  const card = page.getByRole('button', { name: /^Write the notes: open/ });
  await expect(column('To do')).toContainText('Write the notes');
  await page.getByRole('listitem').filter({ hasText: 'Write the notes' }).dragTo(column('In progress'));
  await expect(column('In progress')).toContainText('Write the notes');
  await expect(page.getByText('Write the notes is now: In progress')).toBeVisible();

  await column('In progress')
    .getByRole('button', { name: /^Write the notes/ })
    .press('Alt+ArrowRight');
  await expect(column('Blocked')).toContainText('Write the notes');
  await column('Blocked').getByRole('button', { name: 'Move Write the notes to: Done' }).click();
  await expect(column('Done')).toContainText('Write the notes');
  await card.click();
  await expect(panel(page, 'Edit Write the notes').getByLabel('Status')).toHaveValue('done');
  await page.keyboard.press('Escape');

  // Somebody else is faster: the card goes back to where they put it, and the reason is shown.
  watch.expects(/^412 PATCH .*\/activities\//);
  let isFirst = true;
  await page.route('**/api/v1/releases/*/activities/*', async (route) => {
    if (isFirst) {
      isFirst = false;
      const [{ rev }] = (await api.get(`releases/${id}/activities`)).items;
      await api.changeItem(`releases/${id}/activities/${work.id}`, rev, { status: 'todo' });
    }
    await route.continue();
  });
  await column('Done').getByRole('button', { name: 'Move Write the notes to: Blocked' }).click();
  await expect(page.getByRole('alert')).toContainText('First Administrator');
  await expect(column('To do')).toContainText('Write the notes');
});

test('any two plans are compared, and the history tells names', async ({ adminPage: page, api }) => {
  const { id } = await plannedRelease(api, 'CMP-1');
  const phase = (await api.get(`releases/${id}/phases`)).items[0];
  await api.changeItem(`releases/${id}/phases/${phase.id}?reason=late`, phase.rev, { end: '2027-02-18' });
  const target = { date: '2027-03-23', zone: 'Europe/Berlin' };
  await api.change('PATCH', `releases/${id}`, `releases/${id}`, { target, reason: 'later still' });
  const { person } = await api.get('session');
  await api.post(`releases/${id}/activities`, { name: 'Write the notes', assignee: person.id });

  await page.goto('/releases/CMP-1/baselines');
  const differences = page.getByRole('table', { name: 'Compare plans' });
  await expect(differences.getByRole('row', { name: /Build/ })).toContainText('7 days later');
  await expect(differences.getByRole('row', { name: /Plan of CMP-1/ })).toContainText('7 days later');
  await page.getByLabel('To', { exact: true }).selectOption('Plan 2');
  await expect(differences.getByRole('row')).toHaveCount(2);
  await page.getByRole('button', { name: 'Swap' }).click();
  await expect(differences.getByRole('row', { name: /Build/ })).toContainText('7 days earlier');
  await page.getByRole('button', { name: 'Compare plan 2 with the plan now' }).click();
  await expect(differences.getByRole('row', { name: /Plan of CMP-1/ })).toContainText('7 days later');
  await expect(page).toHaveURL(/from=2/);

  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  const event = page.getByRole('listitem').filter({ hasText: 'Write the notes' }).first();
  await expect(event).toContainText('First Administrator');
  await expect(event).not.toContainText(person.id);
});
