import {
  CamelCasePlugin,
  CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely';
import type { Compilable } from '../database/tenant-transaction.ts';

/** The tables of all slices: each adds its own by declaration merging, in its contract. */
// biome-ignore lint/suspicious/noEmptyInterface: the slices fill it
export interface Tables {}

/** Builds queries and runs none: only a TenantTransaction can. */
export const build = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
  plugins: [new CamelCasePlugin()],
});

/** SQL by hand, as something a transaction can run. */
export const sqlQuery = <Result>(raw: RawBuilder<Result>): Compilable<Result> => ({
  compile: () => raw.compile(build),
});

/** A field's name as SQL has it. */
export const columnName = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const snakeCased = new Map<string, string>();

/** A table's or column's name as SQL has it, quoted. */
export function identifier(name: string): string {
  const known = snakeCased.get(name);
  if (known !== undefined) return known;
  const made = `"${columnName(name)}"`;
  if (!/^"[a-z][a-z0-9_]*"$/.test(made)) throw new Error(`${name} is no name of ours`);
  snakeCased.set(name, made);
  return made;
}

/** SQL that every request needs, as text with its parameters: building it each time would cost more than running it. */
export const sqlText = <Result>(text: string, ...parameters: readonly unknown[]): Compilable<Result> => ({
  compile: () => CompiledQuery.raw(text, [...parameters]) as CompiledQuery<Result>,
});
