/** `<resource>:<read|write>`, or `api-keys:admin`. */
export type Permission = `${string}:${'read' | 'write' | 'admin'}`;

/** Who calls: what a valid key stands for. */
export interface Caller {
  readonly apiKeyId: string;
  /** What people call the key: its name, or what may be seen of it. */
  readonly label: string;
  readonly organizationId: string;
  readonly permissions: ReadonlySet<string>;
}

/** A key holds a permission by name, or every `:read` by `*:read`. */
export const holds = (caller: Caller, permission: Permission): boolean =>
  caller.permissions.has(permission) || (permission.endsWith(':read') && caller.permissions.has('*:read'));
