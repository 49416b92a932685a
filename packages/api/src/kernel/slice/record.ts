import { z } from 'zod';
import type { Permission } from '../auth/permissions.ts';
import { ApiError, unknownReference } from '../base/errors.ts';
import type { ConstraintErrors } from '../database/constraint-errors.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import type { Operation } from './contract.ts';
import { type Fields, id, type Shapes, shapes, timestamp, timestamps } from './fields.ts';
import { type Condition, fieldFilter, type SearchedColumn } from './filters.ts';
import { pathOf, recordMetadata } from './record-metadata.ts';
import type { RecordTable } from './records.ts';
import { columnName } from './sql.ts';

// A record is data: what all kinds of records have in common is declared once, and their operations, filters, permissions, activity
// kinds, and checks of parents and children follow from it (`implement-records.ts`).

/** Another record that this one belongs to. */
export interface Parent {
  readonly record: AnyRecord;
  /** Overrides of the list by this parent. The path parameter is named after the field by default. */
  readonly list?: { readonly operationId?: string; readonly param?: string; readonly tag?: string } | 'none';
  /** The operationId of an import into a parent, if there is one. */
  readonly importId?: string;
  /** Selects the records of a parent of a parent, which has no field. */
  readonly condition?: (id: unknown) => Condition;
}

/** A query parameter of the lists that is not a field. */
export interface Filter {
  readonly query: z.ZodType;
  readonly condition: (value: unknown) => Condition;
}

/** Response fields that are computed in SQL, such as `(select count(*)::int from …) as cyber_systems_count`. */
interface Computed {
  readonly fields: Readonly<Record<string, z.ZodType>>;
  readonly columns: string;
}

export type RecordOperation =
  | 'list'
  | 'create'
  | 'get'
  | 'update'
  | 'delete'
  | 'restore'
  | 'export'
  | 'import'
  | 'template';

/** A field of create and update that `saved` stores in another table. */
interface RequestField {
  readonly schema: z.ZodType;
  /** SQL for its cell in an export. */
  readonly column: string;
  /** The record whose ids it has. */
  readonly record?: AnyRecord;
}

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
  readonly updateExample: Readonly<Record<string, unknown>>;
  /** Values that a form, or the import of a file without such a column, may begin with: what is usual, and for the user to confirm. */
  readonly suggested?: Readonly<Partial<Record<keyof R | keyof O, string | number | boolean>>>;
  /** Fields that an update cannot change. */
  readonly createOnly?: readonly ((keyof R | keyof O) & string)[];
  readonly requestOnly?: Readonly<Record<string, RequestField>>;
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
  /** The fields of the parents within which the value is unique: a record has one of them. */
  readonly uniqueWithin?: readonly ((keyof R | keyof O) & string)[];
  /** The messages of the 422 for the check constraints `<table>_<name>`. */
  readonly checks?: Readonly<Record<string, string>>;
  /** By the field with the id of the parent, or the name of the query parameter for a parent of a parent. */
  readonly parents?: Readonly<Record<string, Parent>>;
  /** The fields that lists can be filtered by. */
  readonly filters?: readonly (keyof R | keyof O)[];
  readonly moreFilters?: Readonly<Record<string, Filter>>;
  /** The columns that `q` searches, first the title of the record. */
  readonly search: readonly SearchedColumn[];
  readonly update?: 'PUT' | 'PATCH';
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

/** The options that have a default. */
const DEFAULTS = {
  operationIds: {},
  descriptions: {},
  unique: {},
  uniqueWithin: [],
  createOnly: [],
  requestOnly: {},
  parents: {},
};

/** A declared record whose field types are erased. */
export interface AnyRecord
  extends RecordTable<unknown>,
    Required<Pick<Options, keyof typeof DEFAULTS>>,
    Pick<Options, 'about' | 'listed' | 'search' | 'saved'> {
  readonly nouns: string;
  readonly path: string;
  readonly tag: string;
  /** The name in operation ids and schema names, singular and plural: `CyberSystem`, `CyberSystems`. */
  readonly name: string;
  readonly names: string;
  readonly permission: (access: 'read' | 'write') => Permission;
  /** What the contracts of all operations on one record, at `/{id}`, have in common. */
  readonly onOne: (
    access: 'read' | 'write',
  ) => Pick<Operation, 'tag' | 'permission'> & { readonly params: { readonly id: string } };
  readonly schema: z.ZodObject;
  readonly listSchema: z.ZodObject;
  readonly create: z.ZodObject;
  readonly update: z.ZodObject;
  readonly method: 'PUT' | 'PATCH';
  readonly filters: Readonly<Record<string, Filter>>;
  /** The fields that lists can be sorted by. */
  readonly sortable: readonly string[];
  readonly constraints: ConstraintErrors;
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
  const { required, optional, computed, listed } = options;
  const requestOnly = Object.fromEntries(
    Object.entries(options.requestOnly ?? {}).map(([field, { schema }]) => [field, schema]),
  );
  const { response, create, update } = shapes(required, optional);
  const shown = without(
    { id: id(), ...response, ...computed?.fields, ...readOnly, ...options.response },
    options.hidden,
  );
  const schema = z.object(shown as ResponseShape<R, O, A>).meta({
    id: name,
    // A getter: a record that refers to itself is not declared yet.
    get 'x-record'() {
      return recordMetadata(options);
    },
  });
  const optionalInUpdate = Object.entries(requestOnly).map(([field, type]) => [field, type.optional()]);
  return {
    schema,
    listSchema:
      listed === undefined ? schema : z.object({ ...shown, ...listed.fields }).meta({ id: `${name}ListItem` }),
    create: z.strictObject({ ...create, ...requestOnly } as Shapes<R, O>['create']).meta({ id: `${name}Create` }),
    update: z
      .strictObject(without({ ...update, ...Object.fromEntries(optionalInUpdate) }, options.createOnly))
      .meta({ id: `${name}Update`, examples: [options.updateExample] }),
  };
}

/** The parents whose ids the record has. */
export const directParents = ({ parents }: Pick<AnyRecord, 'parents'>): [field: string, Parent][] =>
  Object.entries(parents).filter(([, { condition }]) => condition === undefined);

const MAX_SORTED_LENGTH = 255;

/** Whether a field is one value that means something in an order. A long text would make a long cursor. */
function isSortable(field: Fields[string] | undefined): boolean {
  const { response, request } = field ?? {};
  if (response instanceof z.ZodString) {
    return response.meta()?.format !== 'uuid' && Number(request?.meta()?.maxLength ?? 0) <= MAX_SORTED_LENGTH;
  }
  return [z.ZodEnum, z.ZodBoolean, z.ZodNumber].some((scalar) => response instanceof scalar);
}

type Constrained = Pick<Options, 'table' | 'unique' | 'checks' | 'parents'>;

/** The errors for the record's constraints. */
function constraintsOf({ table, unique = {}, checks = {}, parents = {} }: Constrained): ConstraintErrors {
  const nameOf = (field: string) => `${table}_${columnName(field)}`;
  const taken = (field: string, other = '') => new ApiError('conflict', `${field} is already used by ${other}`);
  return Object.fromEntries([
    ...Object.entries(unique).map(([field, other]) => [nameOf(field), () => taken(field, other)]),
    ...Object.entries(checks).map(([name, message]) => [nameOf(name), () => new ApiError('unprocessable', message)]),
    ...directParents({ parents }).map(([field, parent]) => [
      `${nameOf(field)}_fkey`,
      () => unknownReference(field, parent.record.noun),
    ]),
  ]);
}

/** Declares a kind of record. */
export function defineRecord<R extends Fields, O extends Fields, A extends z.ZodRawShape = Record<never, never>>(
  options: RecordOptions<R, O, A>,
): DefinedRecord<R, O, A> {
  const { table, noun, required, optional } = options;
  const nouns = table.replaceAll('_', ' ');
  const tag = capitalized(nouns);
  const permission = (access: 'read' | 'write') => `${table.replaceAll('_', '-')}:${access}` as const;
  const fields: Fields = { ...required, ...optional };
  const filtered = Object.entries(fields).filter(([name]) => options.filters?.includes(name));
  return {
    ...DEFAULTS,
    ...options,
    ...schemasOf(capitalized(noun).replaceAll(' ', ''), options),
    nouns,
    path: pathOf(table),
    tag,
    name: capitalized(noun).replaceAll(' ', ''),
    names: capitalized(nouns).replaceAll(' ', ''),
    permission,
    onOne: (access) => ({ tag, permission: permission(access), params: { id: noun } }),
    method: options.update ?? 'PATCH',
    columns: [...Object.keys(required), ...Object.keys(optional), ...(options.columns ?? [])],
    computed: options.computed?.columns,
    filters: {
      ...Object.fromEntries(filtered.map(([name, { request }]) => [name, fieldFilter(nouns, name, request)])),
      ...options.moreFilters,
    },
    sortable: [...Object.keys(fields).filter((field) => isSortable(fields[field])), ...Object.keys(timestamps)],
    constraints: constraintsOf(options),
    logged: [table, ...(options.alsoLogged ?? [])].map((logged) => logged.replaceAll('_', '-')),
  };
}
