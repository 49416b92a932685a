import { z } from 'zod';
import { type Contract, created, json, jsonBody, list, type Operation } from './contract.ts';
import { message } from './fields.ts';
import { parentQuery, searchQuery } from './filters.ts';
import type { AnyRecord, Parent, RecordOperation } from './record.ts';
import type { Children } from './records.ts';

/** An operation of a record: what it does, and to which parent's records if it is a list of those. */
export interface DerivedOperation {
  readonly operationId: string;
  readonly kind: RecordOperation | 'listOfParent';
  readonly operation: Operation;
  /** The parent of a `listOfParent`. */
  readonly field?: string;
  readonly param?: string;
}

const article = (noun: string): string => (/^[aeio]/i.test(noun) ? `an ${noun}` : `a ${noun}`);
const listed = (words: readonly string[]): string =>
  words.length < 3 ? words.join(' or ') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** The query parameters of a record's lists, without those that name a parent. */
const listQuery = ({ filters, search }: AnyRecord) => ({
  ...Object.fromEntries(Object.entries(filters).map(([name, { query }]) => [name, query])),
  ...searchQuery(search),
});

/** Every record that the lists can be narrowed by. */
export const listParents = ({ parents, ancestors }: AnyRecord): [string, Parent][] => [
  ...Object.entries(parents),
  ...Object.entries(ancestors),
];

const DESCRIPTIONS = {
  PATCH: 'Changes the given fields; null clears an optional one.',
  PUT: 'Changes the given fields, as PATCH does elsewhere; null clears an optional one.',
};

function listOperation(record: AnyRecord): Operation {
  const parents = listParents(record).map(([field, { record: parent }]) => [field, parentQuery(parent.noun)]);
  return {
    method: 'GET',
    path: record.path,
    tag: record.tag,
    summary: `List ${record.nouns}`,
    permission: record.permission('read'),
    query: z.strictObject({ ...Object.fromEntries(parents), ...listQuery(record) }),
    response: list(record.listSchema),
  };
}

function operationOf(record: AnyRecord, kind: RecordOperation, children: readonly Children[]): Operation {
  if (kind === 'list') return listOperation(record);
  const { noun, path, tag } = record;
  const base = { tag, path: `${path}/{id}`, params: { id: noun } };
  switch (kind) {
    case 'create':
      return {
        method: 'POST',
        path,
        tag,
        summary: `Create ${article(noun)}`,
        permission: record.permission('write'),
        body: jsonBody(record.create),
        response: created(record.schema),
      };
    case 'get':
      return {
        ...base,
        method: 'GET',
        summary: `Get ${article(noun)}`,
        permission: record.permission('read'),
        response: json(record.schema),
      };
    case 'update':
      return {
        ...base,
        method: record.method,
        summary: `Update ${article(noun)}`,
        description: DESCRIPTIONS[record.method],
        permission: record.permission('write'),
        body: jsonBody(record.update),
        response: json(record.schema),
      };
    case 'delete':
      return {
        ...base,
        method: 'DELETE',
        summary: `Delete ${article(noun)}`,
        description:
          children.length === 0
            ? 'Removes it from the inventory; its history stays.'
            : `Refused while it has ${listed(children.map(({ nouns }) => nouns))}.`,
        permission: record.permission('write'),
        response: json(message),
      };
  }
}

/** `GET /facilities/{facilityId}/cyber-systems` */
function parentListOperation(record: AnyRecord, [field, parent]: [string, Parent]): DerivedOperation {
  const {
    operationId = `get${record.names}By${parent.record.name}`,
    param = field,
    tag = record.tag,
  } = parent.list ?? {};
  return {
    operationId,
    kind: 'listOfParent',
    field,
    param,
    operation: {
      method: 'GET',
      path: `${parent.record.path}/{${param}}${record.path}`,
      tag,
      summary: `List the ${record.nouns} of ${article(parent.record.noun)}`,
      permission: record.permission('read'),
      params: { [param]: parent.record.noun },
      query: z.strictObject(listQuery(record)),
      response: list(record.schema),
    },
  };
}

/** The operations that follow from a record's declaration and from the records that have it as a parent. */
export function derivedOperations(record: AnyRecord, children: readonly Children[]): DerivedOperation[] {
  const own = record.operations.map((kind): DerivedOperation => {
    const operationId = record.operationIds[kind] ?? `${kind}${kind === 'list' ? record.names : record.name}`;
    const description = record.descriptions[kind];
    const operation = operationOf(record, kind, children);
    return { operationId, kind, operation: description === undefined ? operation : { ...operation, description } };
  });
  return [...own, ...listParents(record).map((parent) => parentListOperation(record, parent))];
}

export const contractOf = (operations: readonly DerivedOperation[]): Contract =>
  Object.fromEntries(operations.map(({ operationId, operation }) => [operationId, operation]));
