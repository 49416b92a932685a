import type { Column, Result } from './exchange.ts';
import { parserOf } from './values.ts';

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** How rows of these columns become objects. */
interface Shape {
  readonly names: readonly string[];
  readonly parsers: readonly ((value: string) => unknown)[];
  readonly empty: Readonly<Record<string, unknown>>;
}

const shapes = new WeakMap<readonly Column[], Shape>();

/** snake_case in SQL, camelCase everywhere else: this is the one place where columns get their names. */
function shapeOf(columns: readonly Column[]): Shape {
  const known = shapes.get(columns);
  if (known !== undefined) return known;
  const names = columns.map(({ name }) => camelCase(name));
  const shape = {
    names,
    parsers: columns.map(({ type }) => parserOf(type)),
    empty: Object.fromEntries(names.map((name) => [name, null])),
  };
  shapes.set(columns, shape);
  return shape;
}

/** The names that the columns have in answers. */
export const namesOf = (columns: readonly Column[]): readonly string[] => shapeOf(columns).names;

/** Rows as objects. */
export function namedRows({ columns, values }: Result): Record<string, unknown>[] {
  const { names, parsers, empty } = shapeOf(columns);
  return values.map((row) => {
    // Copied, so that all rows have one shape from the start; growing each by its names would make slow objects of them.
    const named: Record<string, unknown> = { ...empty };
    for (const [index, name] of names.entries()) {
      const value = row[index];
      if (value !== null && value !== undefined) named[name] = parsers[index]?.(value);
    }
    return named;
  });
}

const MAX_NAMED = 500;
const namesByText = new Map<string, string>();

/** A name under which a connection keeps a statement prepared; only the first texts get one, as servers keep them for good. */
export function statementName(text: string): string | undefined {
  const known = namesByText.get(text);
  if (known !== undefined || namesByText.size >= MAX_NAMED) return known;
  const name = `s${namesByText.size}`;
  namesByText.set(text, name);
  return name;
}
