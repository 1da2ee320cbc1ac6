import { expectAccessible } from './accessibility';
import { type Api, expect, plannedRelease, test } from './fixtures';

/** A system that needs another, where it runs, and where that sends something. */
async function places(api: Api, mark: string) {
  const portfolio = 'openstack';
  const key = (name: string) => `${mark}-${name.toLowerCase()}`;
  const named = (name: string) => ({ key: key(name), name: `${mark} ${name}`, portfolio });
  for (const name of ['Web', 'Cart', 'Ledger'])
    await api.post('systems', { ...named(name), kind: 'service' });
  for (const name of ['Test', 'Live', 'Reports']) await api.post('environments', named(name));
  const needs = (system: string, other: string) =>
    api.change('PUT', `systems/${key(system)}/dependencies/${key(other)}`, `systems/${key(system)}`, {});
  await needs('Web', 'Cart');
  await needs('Cart', 'Ledger');
  for (const name of ['Test', 'Live'])
    await api.post('deployments', { environment: key(name), system: key('Cart'), version: '1.2' });
  await api.change(
    'PUT',
    `environments/${key('Test')}/links/${key('Reports')}`,
    `environments/${key('Test')}`,
    { kind: 'data_feed', direction: 'to' },
  );
}

test('the map is moved from thing to thing, by graph and by list', async ({ adminPage: page, api }) => {
  await places(api, 'mapa');
  await page.goto('/map');
  await expect(page.getByText('Begin with an environment, a system or a release')).toBeVisible();
  await page.getByRole('textbox', { name: 'System' }).fill('mapa Ca');
  await page.getByRole('option', { name: /mapa Cart/ }).click();
  await expect(page).toHaveURL(/system=mapa-cart/);
  await expect(page.getByText('3 systems and 3 environments around mapa Cart')).toBeVisible();
  const list = page.getByRole('region', { name: 'What is on the map' });
  const entry = (name: string) =>
    list.getByRole('listitem').filter({ has: page.getByRole('link', { name }) });
  await expect(entry('mapa Cart')).toContainText('runs in mapa Test 1.2');
  await expect(entry('mapa Cart')).toContainText('needs mapa Ledger');
  await expect(entry('mapa Test')).toContainText('sends to mapa Reports data_feed');
  const graph = page.getByRole('application', { name: 'Map around mapa Cart' });
  await expect(graph.getByRole('button', { name: 'Move the map to mapa Live' })).toBeVisible();
  await expectAccessible(page, 'the map', 'all');

  await page.getByRole('combobox', { name: 'Direction' }).selectOption('Upstream');
  await expect(entry('mapa Ledger')).toBeVisible();
  await expect(entry('mapa Live')).toBeHidden();

  // A click in the graph moves the map; so does the keyboard.
  await graph.getByRole('button', { name: 'Move the map to mapa Ledger' }).click();
  await expect(page).toHaveURL(/system=mapa-ledger/);
  await page.getByRole('combobox', { name: 'Direction' }).selectOption('Downstream');
  await page.getByRole('combobox', { name: 'Steps' }).selectOption('1 step');
  await expect(entry('mapa Cart')).toContainText('More leads on from here');
  await list.getByRole('button', { name: 'Move the map to mapa Cart' }).press('Enter');
  await expect(page).toHaveURL(/system=mapa-cart/);
});

test('what a release reaches is on the map', async ({ adminPage: page, api }) => {
  await places(api, 'mapb');
  await plannedRelease(api, 'MAPB-1');
  await api.change('PUT', 'releases/MAPB-1/systems/mapb-cart', 'releases/MAPB-1', { impact: 'code' });
  await page.goto('/map?release=MAPB-1&direction=downstream&depth=3');
  const list = page.getByRole('region', { name: 'What is on the map' });
  for (const name of ['mapb Cart', 'mapb Web', 'mapb Test', 'mapb Live', 'mapb Reports'])
    await expect(list.getByRole('link', { name })).toBeVisible();
  await expect(list.getByRole('link', { name: 'mapb Ledger' })).toBeHidden();
  await page.goto('/environments/mapb-test');
  await page.getByRole('link', { name: 'Show on the map' }).click();
  await expect(page).toHaveURL(/map\?environment=mapb-test/);
});

test('what changed without a word is in the history of an environment', async ({ adminPage: page, api }) => {
  await api.post('environments', { key: 'mapc', name: 'Drifting', portfolio: 'openstack' });
  await api.change('PATCH', 'environments/mapc', 'environments/mapc', {
    profile: { network: { vlan: '7' } },
  });
  await page.goto('/environments/mapc');
  const history = page.getByRole('region', { name: 'History' });
  await expect(history).toContainText('changed, without announcing it, the environment Drifting');
  await expect(history).toContainText('changed the profile of the environment');
});
