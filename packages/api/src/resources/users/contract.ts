import { defineContract, json } from '../../kernel/slice/contract.ts';
import { message } from '../../kernel/slice/fields.ts';
import { deleted } from '../../kernel/slice/records.ts';
import { user } from './record.ts';

export const usersContract = defineContract({
  deleteUser: {
    method: 'DELETE',
    path: '/users/{id}',
    tag: 'Users',
    summary: 'Delete a user',
    description:
      'Ends all access at once: the API keys that act for the user and the address of the user’s calendar are revoked, and stay ' +
      'so if the user is restored. The user is no longer the manager of others. The history is kept.',
    permission: user.permission('write'),
    params: { id: 'user' },
    response: json(message),
    example: deleted(user.noun),
  },
});
