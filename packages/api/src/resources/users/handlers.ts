import { holds } from '../../kernel/api-keys.ts';
import { implement } from '../../kernel/implement.ts';
import { usersContract } from './contract.ts';

export const users = implement(usersContract, {
  checkAccess: async ({ query: { permission }, caller }) => ({ permission, hasAccess: holds(caller, permission) }),
});
