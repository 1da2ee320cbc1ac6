import type { EnvironmentProfile, EnvironmentState } from '../../api/types';

/** How an environment can be, as filters and forms list it. */
export const STATES: EnvironmentState[] = ['free', 'busy', 'cleaning', 'dirty', 'down'];

export type ProfilePart = keyof EnvironmentProfile;

/** The parts of a profile, in the order they are shown. */
export const PARTS: ProfilePart[] = [
  'infrastructure',
  'hardware',
  'network',
  'licences',
  'interdependencies',
  'variables',
  'permissions',
  'security',
];

export interface Setting {
  part: ProfilePart;
  name: string;
  value: string;
}

/** Every setting of a profile, by part and name. */
export const settingsOf = (profile: EnvironmentProfile): Setting[] =>
  PARTS.flatMap((part) =>
    Object.entries(profile[part])
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => ({ part, name, value })),
  );
