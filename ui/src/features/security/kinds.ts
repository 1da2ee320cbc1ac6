/** The kinds of security events, by what somebody looks for. A noun stands for all of its kinds. */
export const CLASSES = {
  signIn: [
    'person.signed_in',
    'person.signed_out',
    'person.sign_in_failed',
    'sign_in_provider.refused',
    'client.refused',
    'gatekeeper.refused',
    'person.access_lapsed',
    'recovery_code',
  ],
  failed: ['person.sign_in_failed', 'sign_in_provider.refused', 'client.refused', 'gatekeeper.refused'],
  sessions: ['session', 'sessions'],
  factors: [
    'person.password_set',
    'password_code',
    'authenticator',
    'recovery_code',
    'recovery_codes',
    'passkey',
  ],
  tokens: ['token', 'feed'],
  rights: ['grant', 'role', 'delegation', 'guest', 'team.changed', 'team.archived', 'team.restored'],
  people: [
    'person.created',
    'person.provisioned',
    'team.provisioned',
    'person.archived',
    'person.restored',
    'break_glass',
  ],
  server: [
    'headers.forged',
    'journal.contradicted',
    'journal.erased',
    'journal.key_rotated',
    'secrets.rotated',
    'gatekeeper.secret_changed',
    'sign_in_provider',
    'sign_in_rules',
  ],
} as const satisfies Record<string, readonly string[]>;

export type SecurityClass = keyof typeof CLASSES;

export const CLASS_NAMES = Object.keys(CLASSES) as SecurityClass[];

const isClass = (name: string | undefined): name is SecurityClass =>
  name !== undefined && Object.hasOwn(CLASSES, name);

/** What the journal is asked for: the kinds of a class, or of all of them. */
export function kindsOf(name: string | undefined): string {
  const wanted = isClass(name) ? CLASSES[name] : Object.values(CLASSES).flat();
  return [...new Set(wanted)].join(',');
}
