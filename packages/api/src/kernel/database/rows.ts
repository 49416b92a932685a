import type { Column, Result } from './pipeline.ts';
import { parserOf, textOf } from './values.ts';

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

function named<Row>({ names, parsers, empty }: Shape, row: readonly (string | null)[]): Row {
  // Copied, so that all rows have one shape from the start; growing each by its names would make slow objects of them.
  const made: Record<string, unknown> = { ...empty };
  for (let index = 0; index < names.length; index++) {
    const value = row[index];
    if (value !== null && value !== undefined) made[names[index] ?? ''] = parsers[index]?.(value);
  }
  return made as Row;
}

/** Rows as objects. */
export function namedRows<Row>({ columns, values }: Pick<Result, 'columns' | 'values'>): Row[] {
  const shape = shapeOf(columns);
  return values.map((row) => named<Row>(shape, row));
}

/** Rows as PostgreSQL wrote them: a long list becomes an response's text without becoming objects on the way. */
export class RowList<Row> {
  readonly columns: readonly Column[];
  readonly values: readonly (readonly (string | null)[])[];

  constructor({ columns, values }: Pick<Result, 'columns' | 'values'>) {
    this.columns = columns;
    this.values = values;
  }

  get length(): number {
    return this.values.length;
  }

  /** One of the rows, as an object. */
  at(index: number): Row | undefined {
    const row = this.values[index];
    return row && named<Row>(shapeOf(this.columns), row);
  }

  toArray(): Row[] {
    return namedRows(this);
  }

  /** The first rows. */
  upTo(length: number): RowList<Row> {
    return new RowList({ columns: this.columns, values: this.values.slice(0, length) });
  }

  /** Where a field is in a row, and what answers make of its text. */
  field(
    name: string,
  ):
    | { readonly index: number; readonly text: ((value: string) => string) | undefined; readonly type: number }
    | undefined {
    const index = shapeOf(this.columns).names.indexOf(name);
    const type = this.columns[index]?.type;
    return type === undefined ? undefined : { index, type, text: textOf(type) };
  }
}
