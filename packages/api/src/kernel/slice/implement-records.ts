import { ApiError } from '../base/errors.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { created, json, jsonBody } from './contract.ts';
import { message } from './fields.ts';
import {
  conflictOf,
  type DerivedOperation,
  exportOperation,
  importOperation,
  templateOperation,
} from './file-operations.ts';
import { type Implementation, implement } from './implement.ts';
import { article, listOperation, param, parentListOperations } from './implement-lists.ts';
import { type AnyRecord, directParents, type RecordOperation } from './record.ts';
import {
  type Children,
  createRecord,
  deleted,
  deleteRecord,
  getRecord,
  holdParent,
  restoreRecord,
  stillHas,
  updateRecord,
} from './records.ts';

type Values = Readonly<Record<string, unknown>>;

const joined = (words: readonly string[]): string =>
  words.length < 3 ? words.join(' or ') : `${words.slice(0, -1).join(', ')}, or ${words.at(-1)}`;

const holdParents = (record: AnyRecord, values: Values) =>
  directParents(record).flatMap(([field, parent]) => holdParent(parent.record, values[field], field));

/** Returns the written row, or reads the record again if responses have computed fields. */
const written = async <R>(tx: TenantTransaction, record: AnyRecord, id: string, row: R): Promise<R> =>
  record.computed === undefined ? row : ((await getRecord(tx, record, id)) as R);

/** Creates a record from a parsed create body. Throws ApiError 422. */
async function createFromBody(tx: TenantTransaction, record: AnyRecord, body: Values): Promise<{ id: string }> {
  const values = record.prepare?.({ body, before: undefined }) ?? body;
  const row = await createRecord(tx, record, values, holdParents(record, values));
  await record.saved?.({ id: row.id, body }, tx);
  return written(tx, record, row.id, row);
}

async function update(tx: TenantTransaction, record: AnyRecord, id: string, body: Values): Promise<unknown> {
  let values = body;
  if (record.prepare !== undefined || record.saved !== undefined) {
    const before = await getRecord(tx, record, id, 'for update');
    values = record.prepare?.({ body, before: before as Values }) ?? body;
  }
  const row = await updateRecord(tx, record, id, values, holdParents(record, values));
  await record.saved?.({ id, body }, tx);
  return written(tx, record, id, row);
}

/** Undoes a deletion. Throws ApiError 404, and 409 if a parent is deleted. */
async function restore(tx: TenantTransaction, record: AnyRecord, id: string): Promise<unknown> {
  await restoreRecord(tx, record, id, (row) =>
    directParents(record).flatMap(([field, parent]) =>
      holdParent(parent.record, (row as Values)[field], field).map((held) => ({
        ...held,
        otherwise: () => new ApiError('conflict', `The ${parent.record.noun} in ${field} is deleted; restore it first`),
      })),
    ),
  );
  return getRecord(tx, record, id);
}

function ownOperations(
  record: AnyRecord,
  children: readonly Children[],
): Readonly<Record<RecordOperation, DerivedOperation>> {
  const { noun, path, tag, method, schema } = record;
  const write = { tag, permission: record.permission('write') };
  const one = { path: `${path}/{id}`, params: { id: noun }, response: json(schema) };
  const a = article(noun);
  const taken = conflictOf(record);
  const [child] = children;
  const likePatch = method === 'PUT' ? ', like a PATCH' : '';
  const whileChildren = `Returns 409 while it has ${joined(children.map(({ nouns }) => nouns))}.`;
  return {
    list: listOperation(record),
    create: {
      operation: {
        ...write,
        method: 'POST',
        path,
        summary: `Create ${a}`,
        body: jsonBody(record.create),
        response: created(schema),
        ...taken,
      },
      handler: ({ body }, tx) => createFromBody(tx, record, body as unknown as Values),
    },
    get: {
      operation: { ...one, tag, permission: record.permission('read'), method: 'GET', summary: `Get ${a}` },
      handler: ({ params }, tx) => getRecord(tx, record, param(params)),
    },
    update: {
      operation: {
        ...write,
        ...one,
        method,
        summary: `Update ${a}`,
        description: `Changes the given fields${likePatch}; null clears an optional field.`,
        body: jsonBody(record.update),
        ...taken,
      },
      handler: ({ params, body }, tx) => update(tx, record, param(params), body as unknown as Values),
    },
    delete: {
      operation: {
        ...write,
        ...one,
        method: 'DELETE',
        summary: `Delete ${a}`,
        description: children.length === 0 ? 'Removes it from the inventory. Its history is kept.' : whileChildren,
        response: json(message),
        example: deleted(noun),
        ...(child && { conflict: stillHas(noun, child).message }),
      },
      handler: ({ params }, tx) => deleteRecord(tx, record, param(params), children),
    },
    restore: {
      operation: {
        ...write,
        ...one,
        method: 'POST',
        path: `${path}/{id}/restore`,
        summary: `Restore ${a} that was deleted`,
        description: 'Returns it to the inventory, as it was. `?isDeleted=true` lists what can be restored.',
        ...taken,
      },
      handler: ({ params }, tx) => restore(tx, record, param(params)),
    },
    export: exportOperation(record),
    import: importOperation(record),
    template: templateOperation(record),
  };
}

/** A record, and operations of its own, which replace derived operations with the same id. */
export interface RecordSlice {
  readonly record: AnyRecord;
  readonly own: Implementation;
}

export const recordSlice = (record: AnyRecord, own: Implementation = implement({}, {})): RecordSlice => ({
  record,
  own,
});

function defaultId(kind: RecordOperation, { name, names }: AnyRecord): string {
  if (kind === 'template') return `get${names}ImportTemplate`;
  return `${kind}${['list', 'export', 'import'].includes(kind) ? names : name}`;
}

/** The operations of a record by operationId, derived from its declaration and its children. */
function derivedOperations(record: AnyRecord, children: readonly Children[]): [string, DerivedOperation][] {
  const all = Object.entries(ownOperations(record, children)) as [RecordOperation, DerivedOperation][];
  const own = all.map(([kind, { operation, handler }]): [string, DerivedOperation] => {
    const description = record.descriptions[kind];
    return [
      record.operationIds[kind] ?? defaultId(kind, record),
      { operation: description === undefined ? operation : { ...operation, description }, handler },
    ];
  });
  const imports = Object.entries(record.parents).flatMap(([field, { importId }]): [string, DerivedOperation][] =>
    importId === undefined ? [] : [[importId, importOperation(record, field)]],
  );
  const lists = Object.entries(record.parents).flatMap((parent) => parentListOperations(record, parent));
  return [...own, ...lists, ...imports];
}

function implementRecord({ record, own }: RecordSlice, children: readonly Children[]): Implementation {
  const operations = derivedOperations(record, children);
  return {
    contract: { ...Object.fromEntries(operations.map(([id, { operation }]) => [id, operation])), ...own.contract },
    handlers: { ...Object.fromEntries(operations.map(([id, { handler }]) => [id, handler])), ...own.handlers },
    constraints: record.constraints,
  };
}

/** Implements all records at once, because the children of a record are found in the declarations of the others. */
export function implementRecords(slices: readonly RecordSlice[]): Implementation[] {
  const childrenOf = (parent: AnyRecord): Children[] =>
    slices.flatMap(({ record }) =>
      directParents(record)
        .filter(([, { record: of }]) => of.table === parent.table)
        .map(([field, { record: of }]) => ({
          table: record.table,
          field,
          nouns: of === record ? `${record.nouns} that refer to it` : record.nouns,
        })),
    );
  return slices.map((slice) => implementRecord(slice, childrenOf(slice.record)));
}
