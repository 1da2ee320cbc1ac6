/** Freezes, maintenance and blockouts: said in plain words, worked out by the server. */
import { expect, plannedRelease, test } from './fixtures';

test('a freeze is made in plain words, shows when it comes and whom it holds, and is changed', async ({
  adminPage: page,
  watch,
}) => {
  watch.expects(/^422 POST \/api\/v1\/windows(\/preview)?$/);
  const soon = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
  const later = new Date(Date.now() + 43 * 86_400_000).toISOString().slice(0, 10);
  await page.goto('/');
  await expect(async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await expect(page.getByRole('heading', { name: 'Windows', level: 1 })).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await page.getByRole('button', { name: 'New window' }).first().click();
  const panel = page.getByRole('complementary', { name: 'New window' });
  await panel.getByLabel('Name').fill('Stocktaking');
  await panel.getByLabel('Key').fill('stocktaking');
  await panel.getByLabel(/^Portfolio/).fill('OpenSt');
  await page.getByRole('option', { name: /^OpenStack/ }).click();
  await panel.getByLabel('Begins').fill(`${soon}T00:00`);
  await panel.getByLabel('Ends').fill(`${soon}T00:00`);
  await panel.getByLabel('Time zone').fill('UTC');
  await panel.getByRole('button', { name: 'Create window' }).click();
  await expect(panel.getByLabel('Ends')).toHaveAttribute('aria-invalid', 'true');
  await panel.getByLabel('Ends').fill(`${later}T00:00`);
  await panel.getByLabel('Repeats').selectOption('Monthly');
  const times = panel.getByRole('region', { name: 'The next times' }).getByRole('listitem');
  await expect(times).toHaveCount(6);
  await expect(times.last()).toHaveText('… and so on');
  await panel.getByRole('button', { name: 'Create window' }).click();
  await expect(page.getByText('Stocktaking was saved')).toBeVisible();
  const row = page.getByRole('row', { name: /^Stocktaking/ });
  await expect(row).toContainText('Freeze');
  await expect(row).toContainText('Monthly');

  await row.getByRole('button', { name: 'Stocktaking' }).click();
  const edit = page.getByRole('complementary', { name: 'Edit Stocktaking' });
  await edit.getByLabel('Repeats').selectOption('Never');
  await edit.getByRole('checkbox', { name: 'Train' }).check();
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('Never');
  await expect(row).toContainText('Train');
});

test('a window tells which releases are due while it lasts', async ({ adminPage: page, api }) => {
  const day = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);
  const next = new Date(Date.now() + 61 * 86_400_000).toISOString().slice(0, 10);
  const target = { date: day, zone: 'UTC' };
  await plannedRelease(api, 'HELD-1', { target, start: null, phases: [], milestones: [] });
  const { id } = await api.post('windows', {
    key: 'held',
    name: 'Held',
    kind: 'blockout',
    portfolio: 'kubernetes',
    start: `${day}T00:00`,
    end: `${next}T00:00`,
  });
  await page.goto(`/windows?panel=window:${id}`);
  const held = page
    .getByRole('complementary', { name: 'Edit Held' })
    .getByRole('region', { name: 'Releases due in it, over the next year' });
  await expect(held.getByRole('link', { name: 'Plan of HELD-1' })).toBeVisible();
});

const calendar = (...events: string[]) => ({
  name: 'freezes.ics',
  mimeType: 'text/calendar',
  buffer: Buffer.from(
    `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events
      .map((event) => `BEGIN:VEVENT\r\n${event}\r\nEND:VEVENT\r\n`)
      .join('')}END:VCALENDAR\r\n`,
  ),
});

test('a calendar is imported: a fault names its line, the preview says what becomes of it', async ({
  adminPage: page,
  watch,
}) => {
  watch.expects(/^422 POST \/api\/v1\/windows\/import$/);
  const ledger =
    'UID:ledger\r\nSUMMARY:Ledger close\r\nDTSTART;VALUE=DATE:20270329\r\nDTEND;VALUE=DATE:20270402';
  const nights =
    'UID:nights\r\nSUMMARY:Ledger nights\r\nDTSTART;TZID=Europe/Berlin:20270301T220000\r\nDURATION:PT6H\r\nRRULE:FREQ=WEEKLY;BYDAY=MO\r\nX';
  await page.goto('/windows');
  await page.getByRole('button', { name: 'Import .ics' }).first().click();
  const panel = page.getByRole('complementary', { name: 'Import .ics' });
  const choose = async (file: ReturnType<typeof calendar>) => {
    const chooser = page.waitForEvent('filechooser');
    await panel.getByRole('button', { name: 'Choose a file' }).click();
    await (await chooser).setFiles(file);
  };
  await choose(calendar(ledger, 'UID:bad\r\nSUMMARY:No time\r\nDTSTART:20270101T120000Z'));
  await panel.getByLabel(/^Portfolio/).fill('OpenSt');
  await page.getByRole('option', { name: /^OpenStack/ }).click();
  await expect(panel.getByRole('alert')).toContainText('line 9: "No time": it lasts no time');
  await expect(panel.getByRole('button', { name: 'Import', exact: true })).toHaveAccessibleDescription(
    /Mend the calendar first/,
  );

  await choose(calendar(ledger, nights));
  const report = panel.getByRole('region', { name: 'What becomes of the calendar' });
  await expect(report.getByRole('heading', { name: '2 new' })).toBeVisible();
  await expect(report).toContainText('Line 15 this is no content line');
  await expect(report.getByRole('listitem').filter({ hasText: 'Ledger nights' })).toContainText(
    'Europe/Berlin',
  );
  await panel.getByRole('button', { name: 'Import 2 windows' }).click();
  await expect(page.getByText('2 windows were imported')).toBeVisible();
  await expect(page.getByRole('row', { name: /^Ledger nights/ })).toContainText('Weekly');

  await page.getByRole('button', { name: 'Import .ics' }).first().click();
  await choose(calendar(ledger.replace('20270402', '20270403'), nights));
  await panel.getByLabel(/^Portfolio/).fill('OpenSt');
  await page.getByRole('option', { name: /^OpenStack/ }).click();
  await expect(report.getByRole('heading', { name: '1 changed · 1 unchanged' })).toBeVisible();
  await panel.getByRole('button', { name: 'Import 1 window' }).click();
  await expect(page.getByText('1 window was imported')).toBeVisible();
});
