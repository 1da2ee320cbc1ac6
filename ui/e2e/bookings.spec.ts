import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';

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
  await page.getByRole('link', { name: 'Bookings' }).last().click();
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
  await page.getByRole('option', { name: /^OpenStack/ }).click();
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
  await panel.getByLabel('Reason').fill('no longer needed');
  await panel.getByRole('button', { name: 'Cancel booking' }).click();
  await expect(row).toContainText('Cancelled');
});
