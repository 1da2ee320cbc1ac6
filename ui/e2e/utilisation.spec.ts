import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';

test('idle environments are found, and who used the others for what', async ({ adminPage: page, api }) => {
  await api.post('environment-groups', {
    key: 'use-pool',
    name: 'Use pool',
    portfolio: 'openstack',
    approves_itself: true,
  });
  const place = { portfolio: 'openstack', group: 'use-pool', shareable: true };
  const cost = { amount: 1_000, currency: 'EUR' };
  await api.post('environments', { ...place, key: 'use-a', name: 'Well used', cost_per_hour: cost });
  await api.post('environments', { ...place, key: 'use-b', name: 'Forgotten', cost_per_hour: cost });
  await api.post('environments', { ...place, key: 'use-c', name: 'Nobody knows its price' });
  await api.post('teams', { key: 'use-team', name: 'Use team', portfolio: 'openstack' });
  const booking = { title: 'Regression', portfolio: 'openstack', usage: 'shared', purpose: 'regression' };
  const span = { start: '2031-02-03T00:00:00Z', end: '2031-02-10T00:00:00Z' };
  await api.post('bookings', { ...booking, ...span, place: { environment: 'use-a' }, team: 'use-team' });
  await api.post('bookings', { ...booking, ...span, place: { environment: 'use-a' }, purpose: 'code' });
  await api.post('bookings', { ...booking, ...span, place: { environment: 'use-c' } });

  await page.goto('/utilisation?from=2031-02-03&weeks=4&group=use-pool');
  const table = page.getByRole('table', { name: 'Use and cost' });
  await expect(table.locator('tbody tr').first()).toContainText('Forgotten');
  const idle = table.getByRole('row', { name: /Forgotten/ });
  await expect(idle).toContainText('Idle');
  await expect(idle).toContainText('€6,720.00');
  await expect(idle).toContainText('28 days from');
  const used = table.getByRole('row', { name: /Well used/ });
  await expect(used).toContainText('25%');
  await expect(used).toContainText('168');
  await expect(used).toContainText('€1,680.00');
  await expect(table.getByRole('row', { name: /Nobody knows/ })).toContainText('No cost known');
  await expectAccessible(page, 'use and cost', 'all');

  // Two who share an environment pay half of it each.
  await page.getByRole('button', { name: 'Team', exact: true }).click();
  await expect(page).toHaveURL(/by=team/);
  await expect(table.getByRole('row', { name: /Use team/ })).toContainText('€840.00');
  await page.getByRole('button', { name: 'Purpose', exact: true }).click();
  await expect(table.getByRole('row', { name: /Regression/ })).toContainText('252');
  await expect(table.getByRole('row', { name: /New code/ })).toContainText('84');

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('button', { name: /^CSV/ }).click();
  expect((await saved).suggestedFilename()).toBe('utilisation.csv');

  await page.goto('/utilisation?from=2030-02-04&weeks=4&group=use-pool&by=team');
  await expect(page.getByText('Nobody has booked anything in this period')).toBeVisible();
});
