import { defineContract, json } from '../../kernel/slice/contract.ts';
import { message } from '../../kernel/slice/fields.ts';
import { deleted } from '../../kernel/slice/records.ts';
import { user } from './record.ts';

export const usersContract = defineContract({
  deleteUser: {
    ...user.onOne('write'),
    method: 'DELETE',
    path: '/users/{id}',
    summary: 'Delete a user',
    description:
      'Ends all access at once: the API keys that act for the user and the address of the user’s calendar are revoked, and stay ' +
      'so if the user is restored. The user is no longer the manager of others. The history is kept.',
    response: json(message),
    example: deleted(user.noun),
  },
});
