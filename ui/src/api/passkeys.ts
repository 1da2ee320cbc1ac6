import { queryOptions } from '@tanstack/react-query';
import { say } from '../i18n/text';
import { answerOf, api } from './client';
import { keys } from './keys';
import { Problem } from './problem';
import { remembered } from './session';
import type { Passkey, PasskeyAnswer, Session } from './types';

/** Whether this browser knows passkeys, and this address has a name that they can be for. */
export const canUsePasskeys = (): boolean =>
  window.isSecureContext &&
  'PublicKeyCredential' in window &&
  'parseRequestOptionsFromJSON' in PublicKeyCredential &&
  !/^[\d.]+$|^\[/.test(window.location.hostname);

/** One's passkeys. */
export const passkeyList = () =>
  queryOptions({
    queryKey: keys.lists('passkeys'),
    queryFn: async ({ signal }) => (await answerOf(api.GET('/account/passkeys', { signal }))).items,
  });

type Answer = PasskeyAnswer['credential'];

/** Browsers tell that somebody turned away, or that there is no such key, by throwing; which of the two is not told. */
async function answerBy(asking: Promise<Credential | null>): Promise<Answer> {
  let answer: Credential | null;
  try {
    answer = await asking;
  } catch {
    answer = null;
  }
  if (answer instanceof PublicKeyCredential) return answer.toJSON();
  throw new Problem({
    type: 'about:blank',
    title: say('passkey.unanswered'),
    status: 0,
    detail: say('passkey.unanswered.detail'),
  });
}

export async function addPasskey(name: string): Promise<Passkey> {
  const { challenge, options } = await answerOf(api.POST('/account/passkeys/options'));
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const credential = await answerBy(navigator.credentials.create({ publicKey }));
  return answerOf(api.POST('/account/passkeys', { body: { name, challenge, credential } }));
}

export async function removePasskey(passkey: string): Promise<void> {
  await answerOf(api.DELETE('/account/passkeys/{passkey}', { params: { path: { passkey } } }));
}

async function askAnyone(): Promise<PasskeyAnswer> {
  const { challenge, options } = await answerOf(api.POST('/session/passkey/options'));
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return { challenge, credential: await answerBy(navigator.credentials.get({ publicKey })) };
}

export async function signInWithPasskey(): Promise<Session> {
  return remembered(await answerOf(api.POST('/session/passkey', { body: await askAnyone() })));
}

/** Proves that it is oneself; for one statement alone, when there is one to sign. */
export async function confirmWithPasskey(statement?: string): Promise<Session> {
  return remembered(
    await answerOf(
      api.POST('/session/confirmation/passkey', {
        params: { query: { statement } },
        body: await askAnyone(),
      }),
    ),
  );
}
