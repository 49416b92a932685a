import { z } from 'zod';
import { countedList } from './contract.ts';
import type { DerivedOperation } from './file-operations.ts';
import {
  childListQuery,
  filterConditions,
  listConditions,
  listQuery,
  parentCondition,
  type Query,
} from './list-query.ts';
import { type AnyRecord, directParents, type Parent } from './record.ts';
import { listRecords, requireParent } from './records.ts';

// The lists of a record: that of all of them, and one below each parent.

export const article = (noun: string): string => (/^[aeio]/i.test(noun) ? `an ${noun}` : `a ${noun}`);
export const param = (params: Readonly<Record<string, string>>, name = 'id'): string => params[name] ?? '';

/** `GET /cyber-systems` */
export const listOperation = (record: AnyRecord): DerivedOperation => ({
  operation: {
    method: 'GET',
    path: record.path,
    tag: record.tag,
    summary: `List ${record.nouns}`,
    permission: record.permission('read'),
    query: z.strictObject(listQuery(record)),
    response: countedList(record.listSchema),
  },
  async handler({ query, page }, tx) {
    const given = query as Query;
    const conditions = await listConditions(tx, record, given);
    return listRecords(tx, record, conditions, { page, more: [record.listed?.columns], isDeleted: given.isDeleted });
  },
});

/** `GET /facilities/{facilityId}/cyber-systems` */
export function parentListOperations(
  record: AnyRecord,
  [field, parent]: [string, Parent],
): [string, DerivedOperation][] {
  if (parent.list === 'none') return [];
  const byParent = `get${record.names}By${parent.record.name}`;
  const { operationId = byParent, param: name = field, tag = record.tag } = parent.list ?? {};
  // The example belongs to this parent only.
  const others = directParents(record)
    .map(([other]) => other)
    .filter((other) => other !== field && record.create.shape[other] instanceof z.ZodOptional);
  const derived: DerivedOperation = {
    operation: {
      method: 'GET',
      path: `${parent.record.path}/{${name}}${record.path}`,
      tag,
      summary: `List the ${record.nouns} of ${article(parent.record.noun)}`,
      permission: record.permission('read'),
      params: { [name]: parent.record.noun },
      query: z.strictObject(childListQuery(record)),
      response: countedList(record.schema),
      example: Object.fromEntries(others.map((other) => [other, null])),
    },
    async handler({ params, query, page }, tx) {
      const id = param(params, name);
      await requireParent(tx, parent.record, id);
      const given = query as Query;
      const conditions = [parentCondition(field, parent, id), ...filterConditions(record, given)];
      return listRecords(tx, record, conditions, { page, isDeleted: given.isDeleted });
    },
  };
  return [[operationId, derived]];
}
