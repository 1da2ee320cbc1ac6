import { createHmac } from 'node:crypto';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';

test('a gatekeeper is set up, asks with its secret, and what it was told is read', async ({
  adminPage: page,
  api,
  url,
  playwright,
  watch,
}) => {
  watch.expects(/^422 POST \/api\/v1\/gatekeepers$/);
  await api.post('systems', { key: 'gk-billing', name: 'Billing of the gate', portfolio: 'kubernetes' });
  await api.post('systems/gk-billing/versions', { number: '4.2.0' });
  await api.post('environments', {
    key: 'gk-prod',
    name: 'Production of the gate',
    portfolio: 'kubernetes',
  });
  await page.goto('/admin/gatekeepers');
  await page.getByRole('button', { name: 'New gatekeeper' }).first().click();
  const panel = page.getByRole('complementary', { name: 'New gatekeeper' });
  await panel.getByRole('combobox', { name: 'Kind' }).selectOption('webhook');
  await panel.getByRole('textbox', { name: 'Portfolio' }).fill('Kubernetes');
  await page
    .getByRole('option', { name: /^Kubernetes/ })
    .first()
    .click();
  await panel.getByLabel('Name').fill('Deployer of the gate');
  await panel.getByLabel('Key').fill('gk-deployer');
  await expect(panel).toContainText('/api/v1/gatekeepers/gk-deployer/deliveries');
  await panel.getByLabel('Webhook secret').fill('too short');
  await panel.getByRole('button', { name: 'Set up gatekeeper' }).click();
  await expect(panel).toContainText('whsec_ and 24 to 64 bytes');
  const key = Buffer.alloc(32, 7);
  await panel.getByLabel('Webhook secret').fill(`whsec_${key.toString('base64')}`);
  await expectAccessible(page, 'a new gatekeeper', 'all');
  await panel.getByRole('button', { name: 'Set up gatekeeper' }).click();
  await expect(page.getByRole('row', { name: /Deployer of the gate/ })).toContainText('Webhook');

  const stranger = await playwright.request.newContext({ baseURL: url });
  const ask = async (id: string, environment: string) => {
    const at = String(Math.floor(Date.now() / 1000));
    const body = JSON.stringify({ system: 'gk-billing', version: '4.2.0', environment });
    const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
    const answer = await stranger.post('/api/v1/gatekeepers/gk-deployer/deliveries', {
      data: Buffer.from(body),
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': at,
        'webhook-signature': `v1,${signature}`,
      },
    });
    return answer.status();
  };
  expect([await ask('msg_1', 'gk-prod'), await ask('msg_2', 'nowhere')]).toEqual([200, 409]);
  await stranger.dispose();

  await page.getByRole('button', { name: 'Requests of Deployer of the gate' }).click();
  const requests = page.getByRole('list', { name: 'Last requests' });
  await expect(requests.getByRole('listitem')).toHaveCount(2);
  await expect(requests).toContainText('nowhere');
  await expectAccessible(page, 'what a gatekeeper was told', 'all');
  await requests.getByRole('link', { name: 'The decision' }).click();
  await expect(page.getByRole('region', { name: 'Answer' })).toContainText('Allowed');
});
