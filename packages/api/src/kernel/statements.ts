import type pg from 'pg';

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const camelCased = new Map<string, string>();

function nameOf(column: string): string {
  const known = camelCased.get(column);
  if (known !== undefined) return known;
  const made = camelCase(column);
  camelCased.set(column, made);
  return made;
}

/** snake_case in SQL, camelCase everywhere else: this is the one place where rows get their names. */
export function namedRows({ fields, rows }: pg.QueryArrayResult<unknown[]>): Record<string, unknown>[] {
  const names = fields.map(({ name }) => nameOf(name));
  return rows.map((row) => {
    const named: Record<string, unknown> = {};
    for (let index = 0; index < names.length; index++) named[names[index] ?? ''] = row[index];
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
