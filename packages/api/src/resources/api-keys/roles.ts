import type { Permission } from '../../kernel/auth/permissions.ts';

/** The built-in roles. A role is expanded when a key is made, so a key's row says what it may do. */
export const ROLES = {
  api_user: ['*:read', 'cyber-assets:write', 'physical-areas:write'],
  read_only: ['*:read'],
  admin: [
    '*:read',
    'facilities:write',
    'control-centers:write',
    'cyber-systems:write',
    'cyber-assets:write',
    'physical-areas:write',
    'api-keys:admin',
  ],
} as const satisfies Record<string, readonly Permission[]>;

export const ROLE_NAMES = ['api_user', 'read_only', 'admin'] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

const RESOURCES = ['facilities', 'control-centers', 'cyber-systems', 'cyber-assets', 'physical-areas'] as const;

/** Every permission that a key can hold. */
export const PERMISSIONS = [
  '*:read',
  ...RESOURCES.flatMap((resource) => [`${resource}:read` as const, `${resource}:write` as const]),
  'activity:read',
  'api-keys:admin',
] as const satisfies readonly Permission[];
