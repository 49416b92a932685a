import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { cellName, cellsSql, columnsOf } from './columns.ts';
import { type FileFormat, file } from './contract.ts';
import type { Sheet } from './csv.ts';
import type { Condition } from './filters.ts';
import { type AnyRecord, directParents } from './record.ts';
import { recordsInParts } from './records.ts';
import { identifier, sqlText } from './sql.ts';

/** A file to send. */
export interface ExportedFile {
  /** Without the extension. */
  readonly name: string;
  readonly sheet: Sheet;
}

/** An archive to send. */
export interface ExportedArchive {
  /** Without the extension. */
  readonly name: string;
  readonly content: AsyncIterable<Buffer>;
}

/** The field that people know a record by: the first that `q` searches. */
export const titleField = ({ search: [first = 'id'] }: AnyRecord): string =>
  typeof first === 'string' ? first : first.name;

/** Columns with the titles of a record's parents, such as `cyberSystem` and `facility`. An import skips them. */
export function parentTitles(record: AnyRecord): { name: string; sql: string }[] {
  const direct = directParents(record);
  const titled = Object.entries(record.parents).filter(([, { list }]) => list !== 'none');
  return titled.map(([field, { record: parent, condition }]) => {
    const idOf = (table: string) => `${table}.${identifier(field)}`;
    const [through, between] = direct.find(([, { record: of }]) => field in of.parents) ?? ['', undefined];
    const id =
      condition === undefined || between === undefined
        ? idOf(record.table)
        : `(select ${idOf('b')} from ${between.record.table} b where b.id = ${record.table}.${identifier(through)})`;
    const title = identifier(titleField(parent));
    return { name: field.replace(/Id$/, ''), sql: `(select p.${title} from ${parent.table} p where p.id = ${id})` };
  });
}

/** Text as a part of a file name. */
const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-|-$/g, '');

/** The columns of an export: an import skips the id, the times, and the titles of parents, unless it updates records. */
function sheetColumns(record: AnyRecord): Sheet['columns'] {
  const columns = columnsOf(record).map((column) => ({ ...column, source: cellName(column) }));
  const text = (name: string) => ({ name, source: name, kind: 'text' as const });
  return [
    ...columns.filter(({ target }) => target === undefined),
    text('id'),
    ...columns.filter(({ target }) => target !== undefined),
    ...['createdAt', 'updatedAt', ...parentTitles(record).map(({ name }) => name)].map(text),
  ];
}

/** The response of an operation that exports records. */
export const fileOf = (record: AnyRecord, ...formats: readonly FileFormat[]) =>
  file({ columns: sheetColumns(record).map(({ name }) => name), schema: record.schema }, ...formats);

/** A file name: the organization, what is in the file, and the date. */
export async function exportName(tx: TenantTransaction, ...what: readonly string[]): Promise<string> {
  const organization = await tx.one(
    sqlText<{ slug: string }>('select slug from current_organization()'),
    () => new Error('The organization was not found'),
  );
  const date = (tx.asOf ?? new Date().toISOString()).slice(0, 10);
  return [organization.slug, ...what, date]
    .map(slug)
    .filter((word) => word !== '')
    .join('-');
}

/** Exports the records that meet the conditions. The file is named after the organization, the scope, and the date. */
export async function exportRecords(
  tx: TenantTransaction,
  record: AnyRecord,
  { conditions, scope }: { readonly conditions: readonly Condition[]; readonly scope: readonly string[] },
): Promise<ExportedFile> {
  const titles = parentTitles(record).map(({ name, sql }) => `${sql} as ${identifier(name)}`);
  const more = [...cellsSql(columnsOf(record)), ...titles];
  return {
    name: await exportName(tx, record.nouns, ...scope),
    sheet: { columns: sheetColumns(record), parts: recordsInParts(tx, record, conditions, more) },
  };
}
