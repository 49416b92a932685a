import { sql } from 'kysely';
import { ApiError } from '../../kernel/base/errors.ts';
import { contains, equals, since } from '../../kernel/slice/filters.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { getRecord, listRecords, updateRecord } from '../../kernel/slice/records.ts';
import { potentialNoncompliancesContract } from './contract.ts';
import { potentialNoncomplianceTable as table } from './record.ts';

export const potentialNoncompliances = implement(potentialNoncompliancesContract, {
  listPotentialNoncompliances({ query: { q, updatedSince, status, standard }, page }, tx) {
    const prefix = standard?.replace(/[\\%_]/g, '\\$&');
    const conditions = [
      contains(['extent', 'cause', 'mitigation', 'disposition'], q),
      since(table.table, updatedSince),
      equals('status', status),
      prefix === undefined ? undefined : sql`requirement_part like ${prefix} || '%'`,
    ];
    return listRecords(tx, table, conditions, { page });
  },
  getPotentialNoncompliance: ({ params }, tx) => getRecord(tx, table, params.id),
  async updatePotentialNoncompliance({ params, body, caller }, tx) {
    const before = await getRecord(tx, table, params.id, 'for update');
    const { status, disposition } = { ...before, ...body };
    if (status === 'closed' && disposition === null) {
      throw new ApiError('unprocessable', 'disposition is required: say why it is closed', 'disposition');
    }
    if (status === before.status) return updateRecord(tx, table, params.id, body);
    const closed = { closedAt: new Date().toISOString(), closedBy: caller.userId };
    const opened = { closedAt: null, closedBy: null };
    return updateRecord(tx, table, params.id, { ...body, ...(status === 'closed' ? closed : opened) });
  },
});
