import { expectAccessible } from './accessibility';
import { type Api, expect, plannedRelease, test } from './fixtures';

test('a booking that clashes is told so before it is saved, and finds a way out', async ({
  adminPage: page,
  api,
}) => {
  await api.post('environments', { key: 'book-uat', name: 'Booked acceptance', portfolio: 'openstack' });
  const first = await api.post('bookings', {
    title: 'Regression of the train',
    portfolio: 'openstack',
    place: { environment: 'book-uat' },
    usage: 'exclusive',
    purpose: 'regression',
    start: '2031-03-10T08:00:00Z',
    end: '2031-03-12T18:00:00Z',
  });
  await api.change('POST', `bookings/${first.id}/approve`, `bookings/${first.id}`, {});

  await page.goto('/environments/book-uat');
  await page.getByRole('main').getByRole('link', { name: 'Bookings' }).click();
  const bookings = page.getByRole('table', { name: 'Bookings' });
  await expect(bookings.getByRole('row', { name: /Regression of the train/ })).toContainText('Approved');
  await page.getByRole('button', { name: 'New booking' }).click();
  const form = page.getByRole('complementary', { name: 'New booking' });
  await form.getByLabel('Title').fill('Acceptance of payments');
  await form.getByLabel(/^Environment/).fill('Booked');
  await page.getByRole('option', { name: /^Booked acceptance/ }).click();
  await form.getByLabel(/^From/).fill('2031-03-12T10:00');
  await form.getByLabel(/^To/).fill('2031-03-12T20:00');
  await form.getByLabel('Portfolio').fill('OpenSt');
  await page
    .getByRole('listbox')
    .getByRole('option', { name: /^OpenStack/ })
    .click();
  await expect(form.getByRole('status')).toContainText('Regression of the train');
  await form.getByLabel('If it is taken').selectOption('Ask all the same');
  await form.getByRole('button', { name: 'Ask for it' }).click();
  await expect(page.getByText('Acceptance of payments was saved')).toBeVisible();

  const row = bookings.getByRole('row', { name: /Acceptance of payments/ });
  await expect(row).toContainText('Requested');
  await row.getByRole('button', { name: 'Acceptance of payments' }).click();
  const panel = page.getByRole('complementary', { name: 'Acceptance of payments' });
  const ways = panel.getByRole('region', { name: 'Ways out' });
  await expectAccessible(page, 'a booking with ways out', 'all');
  await ways
    .getByRole('listitem')
    .filter({ hasText: 'Later:' })
    .getByRole('button', { name: 'Take' })
    .click();
  await expect(ways).toBeHidden();
  await panel.getByRole('button', { name: 'Approve' }).click();
  await expect(row).toContainText('Approved');
  await panel.getByRole('button', { name: 'Cancel booking' }).click();
  const cancel = panel.getByRole('form', { name: 'Cancel booking' });
  await cancel.getByLabel(/^Reason/).fill('no longer needed');
  await cancel.getByRole('button', { name: 'Cancel booking' }).click();
  await expect(row).toContainText('Cancelled');
  await expect(panel.getByRole('button', { name: 'Approve' })).toBeHidden();
});

/** An environment with a booking of it that is approved, from March 2031. */
async function booked(api: Api, key: string, more: object = {}) {
  await api.post('environments', { key, name: `Environment ${key}`, portfolio: 'openstack' });
  return approved(api, 'Regression of the train', key, more);
}

async function asked(api: Api, title: string, key: string, more: object = {}) {
  return api.post('bookings', {
    title,
    portfolio: 'openstack',
    place: { environment: key },
    usage: 'exclusive',
    purpose: 'regression',
    start: '2031-03-10T08:00:00Z',
    end: '2031-03-12T18:00:00Z',
    if_taken: 'request',
    ...more,
  });
}

async function approved(api: Api, title: string, key: string, more: object = {}) {
  const booking = await asked(api, title, key, more);
  await api.change('POST', `bookings/${booking.id}/approve`, `bookings/${booking.id}`, {});
  return booking;
}

test('a booking is moved, extended and overlaps with a reason, each told before it is done', async ({
  adminPage: page,
  api,
}) => {
  const first = await booked(api, 'step-uat');
  const next = await approved(api, 'The one after', 'step-uat', {
    start: '2031-03-14T08:00:00Z',
    end: '2031-03-15T18:00:00Z',
  });
  await page.goto(`/bookings?panel=booking:${first.id}`);
  const panel = page.getByRole('complementary', { name: 'Regression of the train' });
  await panel.getByRole('button', { name: 'Extend' }).click();
  const extend = panel.getByRole('form', { name: 'Extend' });
  await extend.getByLabel('To').fill('2031-03-14T12:00');
  await expect(extend.getByRole('status')).toContainText('The one after');
  await expectAccessible(page, 'a booking that is extended', 'all');
  await extend.getByLabel('To').fill('2031-03-13T18:00');
  await expect(extend.getByRole('status')).toContainText('Nothing stands against it');
  await extend.getByRole('button', { name: 'Extend' }).click();
  await expect(extend).toBeHidden();
  await expect(panel).toContainText('13 Mar 2031');

  await panel.getByRole('button', { name: 'Move' }).click();
  const move = panel.getByRole('form', { name: 'Move' });
  await move.getByLabel('From').fill('2031-03-20T08:00');
  await move.getByLabel('To').fill('2031-03-21T08:00');
  await expect(move.getByRole('status')).toContainText('Nothing stands against it');
  await move.getByRole('button', { name: 'Move' }).click();
  await expect(move).toBeHidden();
  await expect(panel).toContainText('21 Mar 2031');

  const clashing = await asked(api, 'At the same time', 'step-uat', {
    start: '2031-03-14T10:00:00Z',
    end: '2031-03-14T12:00:00Z',
  });
  await page.goto(`/bookings?panel=booking:${clashing.id}`);
  const other = page.getByRole('complementary', { name: 'At the same time' });
  await expect(other.getByRole('region', { name: 'This stands against it:' })).toContainText('The one after');
  await expect(other.getByRole('button', { name: 'Approve' })).toBeHidden();
  await other.getByRole('button', { name: 'Accept overlap' }).click();
  const accept = other.getByRole('form', { name: 'Accept overlap' });
  await accept.getByLabel(/^Reason/).fill('Both only read');
  await accept.getByRole('button', { name: 'Accept overlap' }).click();
  await expect(other.getByRole('region', { name: 'Accepted overlaps' })).toContainText('Both only read');
  await other.getByRole('button', { name: 'Approve' }).click();
  await expect(other).toContainText('Approved');
  expect((await api.get(`bookings/${next.id}`)).state).toBe('approved');
});

test('what blocks an environment is overridden with a reason, and what is used is handed back', async ({
  adminPage: page,
  api,
}) => {
  await api.post('environments', { key: 'block-uat', name: 'Blocked acceptance', portfolio: 'openstack' });
  const made = await asked(api, 'Rehearsal', 'block-uat', {
    start: '2026-01-01T08:00:00Z',
    end: '2026-12-30T18:00:00Z',
  });
  const outage = { start: '2026-12-10T08:00:00Z', end: '2026-12-11T08:00:00Z' };
  const change = await api.post('change-requests', {
    environment: 'block-uat',
    kind: 'outage',
    title: 'New disks',
    span: outage,
    outage,
  });
  for (const step of ['submit', 'approve'])
    await api.change('POST', `change-requests/${change.id}/${step}`, `change-requests/${change.id}`, {});
  await page.goto(`/bookings?panel=booking:${made.id}`);
  const panel = page.getByRole('complementary', { name: 'Rehearsal' });
  await expect(panel.getByRole('region', { name: 'This stands against it:' })).toContainText('New disks');
  await panel.getByRole('button', { name: 'Approve' }).click();
  const approve = panel.getByRole('form', { name: 'Approve' });
  await approve.getByLabel(/^Reason/).fill('The disks are changed while it runs');
  await approve.getByRole('button', { name: 'Approve' }).click();
  // Its time has come already.
  await expect(panel).toContainText('In use');

  await page.goto('/environments/block-uat');
  const section = page.getByRole('region', { name: 'Bookings' });
  await expect(section).toContainText('Has it now');
  await section.getByRole('link', { name: 'Rehearsal' }).click();
  await panel.getByRole('button', { name: 'Hand back' }).click();
  await panel.getByRole('form', { name: 'Hand back' }).getByRole('button', { name: 'Hand back' }).click();
  await expect(panel).toContainText('Returned');
  await page.goto('/environments/block-uat');
  await expect(section).toContainText('Nobody has it now');
});

test('members of a group are picked, and it is told whether they are free', async ({
  adminPage: page,
  api,
}) => {
  await api.post('environment-groups', {
    key: 'pick-pool',
    name: 'Pool to pick from',
    portfolio: 'openstack',
  });
  for (const key of ['pick-one', 'pick-two'])
    await api.post('environments', {
      key,
      name: `Environment ${key}`,
      portfolio: 'openstack',
      group: 'pick-pool',
    });
  await approved(api, 'Taken already', 'pick-two');
  const pool = await asked(api, 'Any of them', 'x', { place: { group: 'pick-pool', count: 1 } });
  await page.goto(`/bookings?panel=booking:${pool.id}`);
  const panel = page.getByRole('complementary', { name: 'Any of them' });
  await panel.getByRole('button', { name: 'Pick members' }).click();
  const pick = panel.getByRole('form', { name: 'Pick members' });
  await expect(pick.getByRole('status')).toContainText('Environment pick-one');
  await pick.getByLabel('Which of the group (1)').selectOption('These');
  await pick.getByRole('checkbox', { name: 'Environment pick-one' }).uncheck();
  await pick.getByRole('checkbox', { name: 'Environment pick-two' }).check();
  await expect(pick.getByRole('status')).toContainText('Taken already');
  await pick.getByLabel('Which of the group (1)').selectOption('Those that are free and were used least');
  await pick.getByRole('button', { name: 'Pick members' }).click();
  await expect(pick).toBeHidden();
  await expect(panel.getByRole('link', { name: 'Environment pick-one' })).toBeVisible();
});

test('clashes are resolved by one plan, shown before it is carried out', async ({ adminPage: page, api }) => {
  await booked(api, 'plan-uat', { priority: 1 });
  const second = await asked(api, 'Acceptance of payments', 'plan-uat', { priority: 5 });
  await page.goto('/bookings?view=list&environment=plan-uat&from=2031-03-01');
  await page.getByRole('link', { name: 'Resolve clashes' }).click();
  const moves = page.getByRole('table', { name: 'What moves' });
  const row = moves.getByRole('row', { name: /Acceptance of payments/ });
  await expect(row).toContainText('3 days');
  await expect(page.getByText('1 booking moves, 1 stays')).toBeVisible();
  await expect(moves.getByRole('row')).toHaveCount(2);
  await expectAccessible(page, 'a joint plan', 'all');
  await row.getByRole('button', { name: 'Keep Acceptance of payments where it is' }).click();
  await expect(page.getByText('1 booking stays where it is because you said so.')).toBeVisible();
  await expect(row, 'another moves instead').toBeHidden();
  await expect(moves.getByRole('row')).toHaveCount(2);
  await page.getByRole('button', { name: 'Let it move' }).click();
  await expect(row).toBeVisible();
  await page.getByLabel('Reason').fill('Both are needed');
  await page.getByRole('button', { name: 'Move the booking' }).click();
  await expect(page.getByText('1 booking was moved')).toBeVisible();
  const moved = await api.get(`bookings/${second.id}`);
  expect(moved.reasons).toEqual([]);
  expect(moved.start).not.toBe(second.start);
});

test('an environment is booked from its page, every working day of a week', async ({
  adminPage: page,
  api,
}) => {
  await api.post('environments', { key: 'daily-uat', name: 'Daily acceptance', portfolio: 'openstack' });
  await page.goto('/environments/daily-uat');
  await page.getByRole('link', { name: 'Book', exact: true }).click();
  const form = page.getByRole('complementary', { name: 'New booking' });
  await expect(form.getByLabel(/^Environment/)).toHaveValue('Daily acceptance');
  await form.getByLabel(/^Title/).fill('Morning runs');
  await form.getByLabel(/^From/).fill('2031-03-13T08:00');
  await form.getByLabel(/^To/).fill('2031-03-13T10:00');
  await form.getByLabel('Repeats').selectOption('Every working day, Monday to Friday');
  await form.getByLabel('Ends').selectOption('After so many times');
  await form.getByLabel(/^Times/).fill('4');
  await expect(form.getByText('Every working day, Monday to Friday, 4 times')).toBeVisible();
  await expect(form.getByRole('status')).toContainText('4 times');
  await form.getByRole('button', { name: 'Ask for it' }).click();
  await expect(page.getByText('Morning runs was saved')).toBeVisible();
  await page.goto('/bookings?view=list&environment=daily-uat&from=2031-03-01');
  await expect(page.getByRole('table', { name: 'Bookings' }).getByRole('row')).toHaveCount(5);
  await page.getByRole('searchbox', { name: 'Title' }).fill('evening');
  await expect(page.getByText('No booking matches')).toBeVisible();

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog').getByRole('combobox');
  await palette.fill('daily acc');
  await expect(page.getByRole('option', { name: /^Daily acceptance/ })).toBeVisible();
  await palette.fill('morning');
  await page
    .getByRole('option', { name: /^Morning runs/ })
    .first()
    .click();
  await expect(page.getByRole('complementary', { name: 'Morning runs' })).toBeVisible();
});

test('moving a phase on the calendar tells which bookings move along', async ({ adminPage: page, api }) => {
  const { id } = await plannedRelease(api, 'ALONG-1');
  const [phase] = (await api.get(`releases/${id}/phases`)).items;
  await booked(api, 'along-uat', {
    release: id,
    phase: phase.id,
    start: '2027-01-12T08:00:00Z',
    end: '2027-01-13T18:00:00Z',
  });
  await page.goto('/?from=2027-01-04&days=92&q=ALONG-1');
  await page.getByRole('row', { name: /^Plan of ALONG-1, / }).focus();
  await page.keyboard.press('m');
  const panel = page.getByRole('complementary', { name: /^Move / });
  await panel.getByLabel('First day').fill('2027-01-18');
  await expect(panel.getByRole('region', { name: 'Bookings that move along' })).toContainText('19 Jan 2027');
});
