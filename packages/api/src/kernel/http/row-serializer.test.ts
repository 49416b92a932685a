import fc from 'fast-check';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { resources } from '../../resources/all.ts';
import { RowList } from '../database/rows.ts';
import { jsonSchema } from '../openapi/schemas.ts';
import type { Operation } from '../slice/contract.ts';
import { listSerializer } from './serializer.ts';

/** A list's rows are written from PostgreSQL's text where they can be, and through objects where not: with the same result. */

const { BOOL, DATE, FLOAT8, INT4, INT8, JSONB, NUMERIC, TEXT, TIMESTAMPTZ, UUID } = pg.types.builtins;
const TEXT_ARRAY = 1009;
const SECRET = 'not of the contract';

interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly (string | null)[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const lists = resources
  .flatMap(({ contract }) => Object.entries<Operation>(contract))
  .flatMap(([operationId, { response }]) => (response.kind === 'list' ? [[operationId, response] as const] : []));

const resolved = (schema: Schema, root: Schema): Schema => {
  const found = schema.$ref === undefined ? schema : root.$defs?.[schema.$ref.replace('#/$defs/', '')];
  return found?.anyOf?.[0] === undefined ? (found ?? {}) : resolved(found.anyOf[0], root);
};

const isNullable = ({ type, anyOf, enum: choices }: Schema): boolean =>
  [type].flat().includes('null') || choices?.includes(null) === true || anyOf?.some(isNullable) === true;

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"', '\\', '\u2028', '\u{1f50c}', '\u0001\n', 'true'),
);
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const date = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString());
const moment = fc
  .tuple(date, fc.integer({ min: 0, max: 6 }).chain(digits))
  .map(([day, part]) => `${day.slice(0, 10)} ${day.slice(11, 19)}${part === '' ? '' : `.${part}`}+00`);
const numeric = fc.tuple(fc.bigInt(), digits(6)).map(([whole, part]) => `${whole}.${part}`);

/** A value of a schema, as an object has it. */
function fieldValue(schema: Schema, root: Schema): fc.Arbitrary<unknown> {
  const { type, properties = {}, items = {}, enum: choices } = resolved(schema, root);
  const [kind] = [type].flat().filter((one) => one !== 'null');
  if (choices !== undefined) return fc.constantFrom(...choices.filter((choice) => choice !== null));
  if (kind === 'boolean') return fc.boolean();
  if (kind === 'integer' || kind === 'number') return fc.integer();
  if (kind === 'array') return fc.array(fieldValue(items, root), { maxLength: 3 });
  if (kind === 'string') return text;
  return fc.record(Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, fieldValue(of, root)])));
}

interface Cells {
  readonly type: number;
  readonly values: fc.Arbitrary<string>;
}

const boolean: Cells = { type: BOOL, values: fc.constantFrom('t', 'f') };
const integer: Cells = { type: INT4, values: fc.integer().map(String) };

/** What a column can be whose values a field shows, and how PostgreSQL writes them. */
function cellsOf(schema: Schema, root: Schema): Cells[] {
  const field = resolved(schema, root);
  const { type, format, enum: choices, items } = field;
  const [kind] = [type].flat().filter((one) => one !== 'null');
  if (kind === 'boolean') return [boolean];
  if (kind === 'integer') return [integer, { type: INT8, values: fc.maxSafeInteger().map(String) }];
  if (kind === 'number')
    return [integer, { type: FLOAT8, values: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) }];
  if (format === 'date-time') return [{ type: TIMESTAMPTZ, values: moment }];
  if (format === 'date') return [{ type: DATE, values: date.map((day) => day.slice(0, 10)) }];
  if (format === 'uuid') return [{ type: UUID, values: fc.uuid() }];
  if (choices !== undefined) return [{ type: TEXT, values: fc.constantFrom(...choices.filter((one) => one !== null)) }];
  if (kind === 'string')
    return [
      { type: TEXT, values: text },
      { type: NUMERIC, values: numeric },
    ];
  if (items !== undefined && resolved(items, root).type === 'string') {
    const literal = (values: unknown) => `{${(values as string[]).map((value) => JSON.stringify(value)).join()}}`;
    return [
      {
        type: TEXT_ARRAY,
        values: fieldValue({ ...field, items: { type: 'string', enum: ['solar', 'a"b\\', 'é'] } }, root).map(literal),
      },
    ];
  }
  return [{ type: JSONB, values: fieldValue(field, root).map((value) => JSON.stringify(value)) }];
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Rows with the fields of a list's schema in any order, and a column that it does not name. */
function rowsOf(schema: Schema): fc.Arbitrary<RowList<unknown>> {
  const fields = Object.entries(resolved(schema, schema).properties ?? {});
  const columns = fields.map(([name, field]) =>
    fc.constantFrom(...cellsOf(field, schema)).map(({ type, values }) => ({
      name: snakeCase(name),
      type,
      values: isNullable(field) ? fc.option(values) : values,
    })),
  );
  const secret = { name: 'organization_id', type: TEXT, values: fc.constant(SECRET) };
  return fc
    .tuple(...columns)
    .chain((made) => fc.shuffledSubarray([...made, secret], { minLength: made.length + 1 }))
    .chain((made) =>
      fc
        .array(fc.tuple(...made.map(({ values }) => values)), { maxLength: 3 })
        .map((values) => new RowList({ columns: made.map(({ name, type }) => ({ name, type })), values })),
    );
}

describe('rows of a list', () => {
  it.each(lists)('rows of %s are written as their objects would be', (_, response) => {
    const serialize = listSerializer(response.schema);
    fc.assert(
      fc.property(rowsOf(jsonSchema(response.schema, 'output') as Schema), (rows) => {
        const written = serialize(rows);
        expect(written).toBe(serialize(rows.toArray()));
        expect(written).not.toContain(SECRET);
      }),
    );
  });

  it('rows do not become objects where every field is text, a boolean or an integer', () => {
    const direct = lists.filter(([, response]) => {
      const [rows] = fc.sample(rowsOf(jsonSchema(response.schema, 'output') as Schema), 1);
      if (rows === undefined) throw new Error('No rows were made');
      const objects = vi.spyOn(rows, 'toArray');
      listSerializer(response.schema)(rows);
      return objects.mock.calls.length === 0;
    });
    expect(direct.map(([operationId]) => operationId)).toEqual(
      expect.arrayContaining(['listCyberAssets', 'listCyberSystems', 'getCyberAssetsByFacility']),
    );
    expect(direct.map(([operationId]) => operationId)).not.toContain('listFacilities');
  });
});
