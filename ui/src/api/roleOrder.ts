import type { Role } from './types';

/** Those that are given most often come first. */
export const ROLES: readonly Role[] = [
  'release_manager',
  'contributor',
  'approver',
  'environment_manager',
  'deployment_manager',
  'viewer',
  'auditor',
  'guest',
  'machine',
  'administrator',
];
