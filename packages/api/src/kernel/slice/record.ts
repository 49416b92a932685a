import { z } from 'zod';
import type { Permission } from '../auth/permissions.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { type Fields, id, type Shapes, shapes, timestamp, timestamps } from './fields.ts';
import type { Condition, SearchedColumn } from './filters.ts';
import type { RecordTable } from './records.ts';

// A record is data: what all kinds of records have in common is declared once, and their operations, filters, permissions, activity
// kinds, and checks of parents and children follow from it (`implement-records.ts`).

/** Another record that this one belongs to. */
export interface Parent {
  readonly record: AnyRecord;
  /** Overrides of the list by this parent. The path parameter is named after the field by default. */
  readonly list?: { readonly operationId?: string; readonly param?: string; readonly tag?: string };
  /** Selects the records of a parent; by default, those whose field has its id. */
  readonly condition?: (id: string) => Condition;
}

/** A query parameter of the lists. By default it is compared with the column of the same name. */
export interface Filter {
  readonly query: z.ZodType;
  readonly condition?: (value: string) => Condition;
}

/** Response fields that are computed in SQL, such as `(select count(*)::int from …) as cyber_systems_count`. */
interface Computed {
  readonly fields: Readonly<Record<string, z.ZodType>>;
  readonly columns: string;
}

export type RecordOperation = 'list' | 'create' | 'get' | 'update' | 'delete';
const ALL_OPERATIONS: readonly RecordOperation[] = ['list', 'create', 'get', 'update', 'delete'];

/** A write before it happens. A create has no `before`. */
interface Write<Body, Row> {
  readonly body: Body;
  readonly before: Row | undefined;
}

type Values = Readonly<Record<string, unknown>>;
type Flat<T> = { [K in keyof T]: T[K] };
/** A row of a response. A field without a value is null. */
export type Row<Shape extends z.ZodRawShape> = Flat<{
  [K in keyof Shape]-?: Exclude<z.output<Shape[K]>, undefined>;
}>;

const readOnly = { isDeleted: z.boolean(), deletedAt: timestamp().nullable().optional(), ...timestamps };
type ResponseShape<R extends Fields, O extends Fields, A extends z.ZodRawShape> = Omit<
  { id: z.ZodString } & typeof readOnly & Shapes<R, O>['response'],
  keyof A
> &
  A;

interface RecordOptions<R extends Fields, O extends Fields, A extends z.ZodRawShape> {
  /** The SQL name of the table. Path, tag, permissions, schema names, and operation ids follow from it and the noun. */
  readonly table: string;
  readonly noun: string;
  /** What the records are, in Markdown: the description of their tag. */
  readonly about: string;
  readonly required: R;
  readonly optional: O;
  /** An example of a create body; by default composed from the examples of the fields. */
  readonly createExample?: Readonly<Record<string, unknown>>;
  readonly updateExample: Readonly<Record<string, unknown>>;
  /** Fields that an update cannot change. */
  readonly createOnly?: readonly (keyof R | keyof O)[];
  /** Fields of create and update that `saved` stores in other tables. */
  readonly requestOnly?: Readonly<Record<string, z.ZodType>>;
  /** Fields that only responses have, or that they describe differently. */
  readonly response?: A;
  readonly hidden?: readonly (keyof typeof readOnly)[];
  /** Columns that are not fields. */
  readonly columns?: readonly string[];
  readonly computed?: Computed;
  /** Computed in the list of all records only. */
  readonly listed?: Computed;
  /** Fields with a unique index `<table>_<field>`, and the other owner of a value: "another facility". */
  readonly unique?: Readonly<Partial<Record<keyof R | keyof O, string>>>;
  readonly parents?: Readonly<Partial<Record<keyof R | keyof O, Parent>>>;
  /** Parents of parents, which the lists can also be filtered by. */
  readonly ancestors?: Readonly<Record<string, Parent & { readonly condition: (id: string) => Condition }>>;
  readonly filters?: Readonly<Record<string, Filter>>;
  /** The columns that `q` searches. */
  readonly search: readonly SearchedColumn[];
  readonly update?: 'PUT' | 'PATCH';
  readonly operations?: readonly RecordOperation[];
  readonly operationIds?: Readonly<Partial<Record<RecordOperation, string>>>;
  readonly descriptions?: Readonly<Partial<Record<RecordOperation, string>>>;
  /** Further tables of the record that the activity log has as kinds of their own. */
  readonly alsoLogged?: readonly string[];
  /** Returns the column values of a write. Throws ApiError 422 if the body contradicts itself or the record. */
  prepare?(write: Write<z.output<z.ZodObject<Shapes<R, O>['update']>> & Values, Row<ResponseShape<R, O, A>>>): Values;
  /** Stores `requestOnly` fields after the row was written. */
  saved?(written: { readonly id: string; readonly body: Values }, tx: TenantTransaction): Promise<void>;
}

type Options = RecordOptions<Fields, Fields, z.ZodRawShape>;

/** A declared record whose field types are erased. */
export interface AnyRecord
  extends RecordTable<unknown>,
    Required<Pick<Options, 'operations' | 'operationIds' | 'descriptions' | 'filters' | 'search'>>,
    Pick<Options, 'saved'> {
  readonly nouns: string;
  readonly path: string;
  readonly tag: string;
  readonly about: string;
  /** The name in operation ids and schema names, singular and plural: `CyberSystem`, `CyberSystems`. */
  readonly name: string;
  readonly names: string;
  readonly permission: (access: 'read' | 'write') => Permission;
  readonly schema: z.ZodObject;
  readonly listSchema: z.ZodObject;
  readonly create: z.ZodObject;
  readonly update: z.ZodObject;
  readonly method: 'PUT' | 'PATCH';
  readonly listed: Computed | undefined;
  readonly unique: Readonly<Record<string, string>>;
  readonly parents: Readonly<Record<string, Parent>>;
  readonly ancestors: Readonly<Record<string, Parent>>;
  /** The kinds of its entries in the activity log. */
  readonly logged: readonly string[];
  prepare?(write: Write<Values, Values>): Values;
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
  const { required, optional, computed, listed, requestOnly, createExample } = options;
  const { response, create, update } = shapes(required, optional);
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
    about: options.about,
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
