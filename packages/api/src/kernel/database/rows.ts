import type { Column, Result } from './pipeline.ts';
import { parserOf, textOf } from './values.ts';

type TextRows = Pick<Result, 'columns' | 'values'>;

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** How rows of these columns become objects. */
interface Shape {
  readonly names: readonly string[];
  readonly parsers: readonly ((value: string) => unknown)[];
  readonly empty: Readonly<Record<string, unknown>>;
}

const shapes = new WeakMap<readonly Column[], Shape>();

/** The only place where snake_case names of columns become camelCase names of fields. */
function shapeOf(columns: readonly Column[]): Shape {
  const known = shapes.get(columns);
  if (known !== undefined) return known;
  const names = columns.map(({ name }) => camelCase(name));
  const parsers = columns.map(({ type }) => parserOf(type));
  const shape = { names, parsers, empty: Object.fromEntries(names.map((name) => [name, null])) };
  shapes.set(columns, shape);
  return shape;
}

function toObject<Row>({ names, parsers, empty }: Shape, row: readonly (string | null)[]): Row {
  // A copy, so that all rows share one hidden class: adding the fields one by one would make slow objects.
  const object: Record<string, unknown> = { ...empty };
  for (let index = 0; index < names.length; index++) {
    const value = row[index];
    if (value !== null && value !== undefined) object[names[index] ?? ''] = parsers[index]?.(value);
  }
  return object as Row;
}

export function toObjects<Row>({ columns, values }: TextRows): Row[] {
  const shape = shapeOf(columns);
  return values.map((row) => toObject<Row>(shape, row));
}

/** Rows in PostgreSQL's text format: a long list is serialized without creating objects. */
export class RowList<Row> {
  readonly columns: readonly Column[];
  readonly values: readonly (readonly (string | null)[])[];

  constructor({ columns, values }: TextRows) {
    this.columns = columns;
    this.values = values;
  }

  get length(): number {
    return this.values.length;
  }

  /** One row as an object. */
  at(index: number): Row | undefined {
    const row = this.values[index];
    return row && toObject<Row>(shapeOf(this.columns), row);
  }

  toArray(): Row[] {
    return toObjects(this);
  }

  upTo(length: number): RowList<Row> {
    return new RowList({ columns: this.columns, values: this.values.slice(0, length) });
  }

  /** The position of a field in a row, its type, and how to convert its text for a response. */
  field(name: string): { index: number; type: number; text: ((value: string) => string) | undefined } | undefined {
    const index = shapeOf(this.columns).names.indexOf(name);
    const type = this.columns[index]?.type;
    return type === undefined ? undefined : { index, type, text: textOf(type) };
  }
}
