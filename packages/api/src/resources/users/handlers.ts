import { holds } from '../../kernel/auth/permissions.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { usersContract } from './contract.ts';

export const users = implement(usersContract, {
  checkAccess: async ({ query: { permission }, caller }) => ({ permission, hasAccess: holds(caller, permission) }),
});
