import {
  CamelCasePlugin,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely';
import type { Statement } from '../database/statement.ts';

/** Compiles queries and runs none: only a TenantTransaction can. */
const compiler = new Kysely<never>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
  plugins: [new CamelCasePlugin()],
});

/** A query of kysely's `sql` tag as a statement. */
export function sqlQuery<Row>(query: RawBuilder<Row>): Statement<Row> {
  const { sql: text, parameters: values } = query.compile(compiler);
  return { text, values };
}

/** SQL text with its parameters as a statement. */
export const sqlText = <Row>(text: string, ...values: readonly unknown[]): Statement<Row> => ({ text, values });

const columnNames = new Map<string, string>();

/** A field's name as SQL has it: `facilityId` is `facility_id`. */
export function columnName(field: string): string {
  const known = columnNames.get(field);
  if (known !== undefined) return known;
  const made = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (!/^[a-z][a-z0-9_]*$/.test(made)) throw new Error(`${field} cannot be the name of a column`);
  columnNames.set(field, made);
  return made;
}

/** The same, quoted. */
export const identifier = (field: string): string => `"${columnName(field)}"`;
