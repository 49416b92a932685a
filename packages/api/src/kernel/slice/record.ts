import { z } from 'zod';
import type { Permission } from '../auth/permissions.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { type Fields, id, type Shapes, shapes, timestamp, timestamps } from './fields.ts';
import type { Condition, SearchedColumn } from './filters.ts';
import type { RecordTable } from './records.ts';

/**
 * A record is data: what every kind of record has in common is declared once, and its operations, filters, permissions, activity kinds and
 * the checks of its parents and children follow (`record-contract.ts`, `record-handlers.ts`).
 */

/** A list that shows the records of a parent: its path is the parent's with this record's behind it. */
interface ParentList {
  readonly operationId?: string;
  /** The path's parameter; the field's name unless given. */
  readonly param?: string;
  readonly tag?: string;
}

/** Another record that this one belongs to. */
export interface Parent {
  readonly record: AnyRecord;
  readonly list?: ParentList;
  /** What holds for the children of a parent; by default, that the field has its id. */
  readonly condition?: (id: string) => Condition;
}

/** A query parameter of the lists; by default the column of the same name must have its value. */
export interface Filter {
  readonly query: z.ZodType;
  readonly condition?: (value: string) => Condition;
}

/** Values that reads compute, as columns of SQL beside the table's own. */
export interface Computed {
  readonly fields: Readonly<Record<string, z.ZodType>>;
  /** SQL after `select`, such as `(select count(*)::int from …) as cyber_systems_count`. */
  readonly columns: string;
}

export type RecordOperation = 'list' | 'create' | 'get' | 'update' | 'delete';
const ALL_OPERATIONS: readonly RecordOperation[] = ['list', 'create', 'get', 'update', 'delete'];

/** What a write is about to change: a create has no `before`. */
export interface Write<Body, Row> {
  readonly body: Body;
  readonly before: Row | undefined;
}

type Values = Readonly<Record<string, unknown>>;
type Flat<T> = { [K in keyof T]: T[K] };
/** A row as responses show it; a field without a value is null. */
export type Row<Shape extends z.ZodRawShape> = Flat<{
  [K in keyof Shape]-?: Exclude<z.output<Shape[K]>, undefined>;
}>;

const readOnly = { isDeleted: z.boolean(), deletedAt: timestamp().nullable().optional(), ...timestamps };
type ResponseShape<R extends Fields, O extends Fields, A extends z.ZodRawShape> = Omit<
  { id: z.ZodString } & typeof readOnly & Shapes<R, O>['response'],
  keyof A
> &
  A;

export interface RecordOptions<R extends Fields, O extends Fields, A extends z.ZodRawShape> {
  /** The table, in SQL's spelling; path, tag, permissions, schema names and operation ids follow from it and the noun. */
  readonly table: string;
  readonly noun: string;
  readonly required: R;
  readonly optional: O;
  readonly examples: Readonly<Partial<Record<keyof R | keyof O, unknown>>>;
  /** Examples of whole bodies; a create's is composed from those of the fields unless given. */
  readonly createExample?: Readonly<Record<string, unknown>>;
  readonly updateExample: Readonly<Record<string, unknown>>;
  /** Fields that a create sets for good. */
  readonly createOnly?: readonly (keyof R | keyof O)[];
  /** Fields of both requests that `saved` stores elsewhere. */
  readonly requestOnly?: Readonly<Record<string, z.ZodType>>;
  /** Fields that only responses have, or that they describe in another way. */
  readonly response?: A;
  readonly hidden?: readonly (keyof typeof readOnly)[];
  /** Columns that hold more than the fields do. */
  readonly columns?: readonly string[];
  /** Computed in every read. */
  readonly computed?: Computed;
  /** Computed in the list of all records only. */
  readonly listed?: Computed;
  /** Fields with a unique index `<table>_<field>`, and what else would have the value: "another facility". */
  readonly unique?: Readonly<Partial<Record<keyof R | keyof O, string>>>;
  readonly parents?: Readonly<Partial<Record<keyof R | keyof O, Parent>>>;
  /** Records further up: lists can be narrowed by them, too. */
  readonly ancestors?: Readonly<Record<string, Parent & { readonly condition: (id: string) => Condition }>>;
  readonly filters?: Readonly<Record<string, Filter>>;
  /** What `q` looks at. */
  readonly search: readonly SearchedColumn[];
  readonly update?: 'PUT' | 'PATCH';
  readonly operations?: readonly RecordOperation[];
  readonly operationIds?: Readonly<Partial<Record<RecordOperation, string>>>;
  readonly descriptions?: Readonly<Partial<Record<RecordOperation, string>>>;
  /** Tables that belong to the record and are in the activity log as kinds of their own. */
  readonly alsoLogged?: readonly string[];
  /** Returns the column values of a write. Throws ApiError 422 for a body that contradicts itself or the record. */
  prepare?(write: Write<z.output<z.ZodObject<Shapes<R, O>['update']>> & Values, Row<ResponseShape<R, O, A>>>): Values;
  /** Stores what the columns do not hold, after the row was written. */
  saved?(written: { readonly id: string; readonly body: Values }, tx: TenantTransaction): Promise<void>;
}

/** A declared record, its types forgotten. */
export interface AnyRecord extends RecordTable<unknown> {
  readonly nouns: string;
  readonly path: string;
  readonly tag: string;
  /** As in operation ids and schema names: `CyberSystem`, `CyberSystems`. */
  readonly name: string;
  readonly names: string;
  readonly permission: (access: 'read' | 'write') => Permission;
  readonly schema: z.ZodObject;
  readonly listSchema: z.ZodObject;
  readonly create: z.ZodObject;
  readonly update: z.ZodObject;
  readonly method: 'PUT' | 'PATCH';
  readonly operations: readonly RecordOperation[];
  readonly operationIds: Readonly<Partial<Record<RecordOperation, string>>>;
  readonly descriptions: Readonly<Partial<Record<RecordOperation, string>>>;
  readonly listed: Computed | undefined;
  readonly unique: Readonly<Record<string, string>>;
  readonly parents: Readonly<Record<string, Parent>>;
  readonly ancestors: Readonly<Record<string, Parent>>;
  readonly filters: Readonly<Record<string, Filter>>;
  readonly search: readonly SearchedColumn[];
  /** The kinds of its entries in the activity log. */
  readonly logged: readonly string[];
  prepare?(write: Write<Values, Values>): Values;
  saved?(written: { readonly id: string; readonly body: Values }, tx: TenantTransaction): Promise<void>;
}

export interface DefinedRecord<R extends Fields, O extends Fields, A extends z.ZodRawShape> extends AnyRecord {
  readonly schema: ReturnType<typeof z.object<ResponseShape<R, O, A>>>;
  readonly create: z.ZodObject<Shapes<R, O>['create'], z.core.$strict>;
  readonly row?: Row<ResponseShape<R, O, A>>;
}

const capitalized = (words: string): string =>
  words.replace(/(^| )([a-z])/g, (_, space: string, letter: string) => space + letter.toUpperCase());

const without = (shape: Readonly<Record<string, z.ZodType>>, names: readonly PropertyKey[] = []): z.ZodRawShape =>
  Object.fromEntries(Object.entries(shape).filter(([name]) => !names.includes(name)));

function schemasOf<R extends Fields, O extends Fields, A extends z.ZodRawShape>(
  name: string,
  options: RecordOptions<R, O, A>,
): Pick<DefinedRecord<R, O, A>, 'schema' | 'listSchema' | 'create' | 'update'> {
  const { required, optional, examples, computed, listed, requestOnly, createExample } = options;
  const { response, create, update } = shapes(required, optional, examples);
  const shown = without(
    { id: id(), ...response, ...computed?.fields, ...readOnly, ...options.response },
    options.hidden,
  );
  const schema = z.object(shown as ResponseShape<R, O, A>).meta({ id: name });
  return {
    schema,
    listSchema:
      listed === undefined ? schema : z.object({ ...shown, ...listed.fields }).meta({ id: `${name}ListItem` }),
    create: z
      .strictObject({ ...create, ...requestOnly } as Shapes<R, O>['create'])
      .meta({ id: `${name}Create`, ...(createExample === undefined ? {} : { examples: [createExample] }) }),
    update: z
      .strictObject(without({ ...update, ...requestOnly }, options.createOnly))
      .meta({ id: `${name}Update`, examples: [options.updateExample] }),
  };
}

/** Declares a kind of record. */
export function defineRecord<R extends Fields, O extends Fields, A extends z.ZodRawShape = Record<never, never>>(
  options: RecordOptions<R, O, A>,
): DefinedRecord<R, O, A> {
  const { table, noun, computed } = options;
  const nouns = table.replaceAll('_', ' ');
  const kebab = table.replaceAll('_', '-');
  const name = capitalized(noun).replaceAll(' ', '');
  return {
    ...schemasOf(name, options),
    table,
    noun,
    nouns,
    path: `/${kebab}`,
    tag: capitalized(nouns),
    name,
    names: capitalized(nouns).replaceAll(' ', ''),
    permission: (access) => `${kebab}:${access}`,
    method: options.update ?? 'PATCH',
    operations: options.operations ?? ALL_OPERATIONS,
    operationIds: options.operationIds ?? {},
    descriptions: options.descriptions ?? {},
    columns: [...Object.keys(options.required), ...Object.keys(options.optional), ...(options.columns ?? [])],
    computed: computed?.columns,
    listed: options.listed,
    unique: (options.unique ?? {}) as Readonly<Record<string, string>>,
    parents: (options.parents ?? {}) as Readonly<Record<string, Parent>>,
    ancestors: options.ancestors ?? {},
    filters: options.filters ?? {},
    search: options.search,
    logged: [table, ...(options.alsoLogged ?? [])].map((logged) => logged.replaceAll('_', '-')),
    ...(options.prepare === undefined ? {} : { prepare: options.prepare }),
    ...(options.saved === undefined ? {} : { saved: options.saved }),
  };
}
