import type { Permission } from '../kernel/auth/permissions.ts';
import { records } from './index.ts';

export const ROLE_NAMES = ['api_user', 'read_only', 'admin'] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

/** The permissions to write what is not a kind of record. */
const WRITES = [
  'organization:write',
  'cip-senior-manager-assignments:write',
  'tasks:write',
  'potential-noncompliances:write',
  'calendar-feeds:write',
] as const;

/** The built-in roles. A role is expanded when a key is created, so a key's row lists what the key may do. */
export const ROLES: Readonly<Record<RoleName, readonly Permission[]>> = {
  api_user: ['*:read', 'cyber-assets:write', 'physical-areas:write'],
  read_only: ['*:read'],
  admin: ['*:read', ...records.map(({ record }) => record.permission('write')), ...WRITES, 'api-keys:admin'],
};

/** Every permission that a key can hold. */
export const PERMISSIONS: readonly [Permission, ...Permission[]] = [
  '*:read',
  ...records.flatMap(({ record }) => [record.permission('read'), record.permission('write')]),
  'organization:read',
  'cip-senior-manager-assignments:read',
  ...WRITES,
  'activity:read',
  'data-quality:read',
  'impact-assessments:read',
  'requirements:read',
  'tasks:read',
  'potential-noncompliances:read',
  'api-keys:admin',
];
