/** `<resource>:<read|write>`, or `api-keys:admin`. */
export type Permission = `${string}:${'read' | 'write' | 'admin'}`;

/** The identity of a valid key. */
export interface Caller {
  readonly apiKeyId: string;
  /** The key's name, or its hint. */
  readonly label: string;
  readonly organizationId: string;
  readonly permissions: ReadonlySet<string>;
}

/** Whether a key has a permission, by its name or by `*:read`. */
export const holds = (caller: Caller, permission: Permission): boolean =>
  caller.permissions.has(permission) || (permission.endsWith(':read') && caller.permissions.has('*:read'));
