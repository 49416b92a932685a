import { implement } from '../../kernel/slice/implement.ts';
import { recordSlice } from '../../kernel/slice/implement-records.ts';
import { deleteRecord } from '../../kernel/slice/records.ts';
import { usersContract } from './contract.ts';
import { user } from './record.ts';

export const users = recordSlice(
  user,
  implement(usersContract, {
    // Not refused for what still refers to the user, as the end of a person's access cannot wait. A trigger does the rest.
    async deleteUser({ params, afterCommit }, tx) {
      const response = await deleteRecord(tx, user, params.id);
      afterCommit((keyRing) => keyRing.forget());
      return response;
    },
  }),
);
