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

/** Only compiles queries. They run in a TenantTransaction. */
const compiler = new Kysely<never>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
  plugins: [new CamelCasePlugin()],
});

/** Compiles a query of kysely's `sql` tag. */
export function sqlQuery<Row>(query: RawBuilder<Row>): Statement<Row> {
  const { sql: text, parameters: values } = query.compile(compiler);
  return { text, values };
}

export const sqlText = <Row>(text: string, ...values: readonly unknown[]): Statement<Row> => ({ text, values });

/** Returns the column of a field: `facilityId` is `facility_id`. Throws Error if the name is not an identifier. */
export function columnName(field: string): string {
  const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (!/^[a-z][a-z0-9_]*$/.test(column)) throw new Error(`${field} is not a valid field name`);
  return column;
}

/** Returns the quoted column of a field. */
export const identifier = (field: string): string => `"${columnName(field)}"`;
