import { afterEach, expect, test, vi } from 'vitest';
import { isConfirmationWanted, sendConfirmed, settleConfirmation } from './confirmation';

const answer = (status: number, body: object) => new Response(JSON.stringify(body), { status });
const refusal = (code: string) => answer(403, { title: 'No', reasons: [{ code, detail: 'why' }] });
const asked = () =>
  new Request('https://example.org/account/authenticator', { method: 'POST', body: '{"a":1}' });
const renew = (request: Request) => request.headers.set('X-CSRF-Token', 'fresh');

/** Answers in turn; tells what was sent. */
function server(...answers: Response[]) {
  const sent: { token: string | null; body: string }[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push({ token: request.headers.get('X-CSRF-Token'), body: await request.text() });
    return answers.shift();
  });
  return sent;
}

const dialog = () => vi.waitFor(() => expect(isConfirmationWanted()).toBe(true));

afterEach(() => vi.unstubAllGlobals());

test('a refused request is sent once more, whole and with the new token, when somebody confirmed', async () => {
  const sent = server(refusal('confirm'), answer(201, {}));
  const pending = sendConfirmed(asked(), renew);
  await dialog();
  settleConfirmation(true);
  expect((await pending).status).toBe(201);
  expect(sent).toEqual([
    { token: null, body: '{"a":1}' },
    { token: 'fresh', body: '{"a":1}' },
  ]);
  expect(isConfirmationWanted()).toBe(false);
});

test('nobody confirmed: whoever asked gets the refusal as it came', async () => {
  const sent = server(refusal('confirm'));
  const pending = sendConfirmed(asked(), renew);
  await dialog();
  settleConfirmation(false);
  const response = await pending;
  expect(await response.json()).toMatchObject({ reasons: [{ code: 'confirm' }] });
  expect(sent).toHaveLength(1);
});

test('two refused requests wait for one confirmation', async () => {
  server(refusal('confirm'), refusal('confirm'), answer(201, {}), answer(201, {}));
  const pending = [sendConfirmed(asked(), renew), sendConfirmed(asked(), renew)];
  await dialog();
  await new Promise((soon) => setTimeout(soon, 20));
  settleConfirmation(true);
  expect((await Promise.all(pending)).map(({ status }) => status)).toEqual([201, 201]);
});

test('another refusal asks nobody', async () => {
  server(refusal('missing_right'));
  expect((await sendConfirmed(asked(), renew)).status).toBe(403);
  expect(isConfirmationWanted()).toBe(false);
});
