import { z } from 'zod';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { columnsOf } from './columns.ts';
import { fileBody, json, type Operation } from './contract.ts';
import { csvLine } from './csv.ts';
import { exportRecords, fileOf, titleField } from './export.ts';
import { flag } from './fields.ts';
import type { AnyHandler } from './implement.ts';
import { importRecords } from './import.ts';
import { type Import, importColumns } from './import-file.ts';
import { importedRecords, importResult, importTemplate } from './import-result.ts';
import { exportQuery, listConditions, type Query } from './list-query.ts';
import type { AnyRecord } from './record.ts';
import { getRecord } from './records.ts';

export interface DerivedOperation {
  readonly operation: Operation;
  readonly handler: AnyHandler;
}

/** The 409 of writing a record with a unique field. */
export function conflictOf({ constraints }: AnyRecord): Pick<Operation, 'conflict'> {
  const taken = Object.values(constraints)
    .map((error) => error())
    .find(({ code }) => code === 'conflict');
  return taken === undefined ? {} : { conflict: taken.message };
}

/** The words for the file name: the parents and values that the records are filtered by. */
async function scopeOf(tx: TenantTransaction, record: AnyRecord, query: Query): Promise<string[]> {
  const words: string[] = [];
  for (const [field, { record: parent }] of Object.entries(record.parents)) {
    const id = query[field];
    if (typeof id === 'string') words.push(String(((await getRecord(tx, parent, id)) as Query)[titleField(parent)]));
  }
  const values = Object.keys(record.filters).map((name) => query[name]);
  return [...words, ...values.filter((value) => typeof value === 'string')];
}

/** `GET /facilities/export` */
export function exportOperation(record: AnyRecord): DerivedOperation {
  const format = z.enum(['csv', 'xlsx']).optional().describe('The default is that of `Accept`, or CSV.');
  return {
    operation: {
      method: 'GET',
      path: `${record.path}/export`,
      tag: record.tag,
      summary: `Export ${record.nouns}`,
      description: `All ${record.nouns} that the list would have, as CSV or as an Excel workbook. An import of the edited file changes them.`,
      permission: record.permission('read'),
      query: z.strictObject({ ...exportQuery(record), format }),
      response: fileOf(record, 'csv', 'xlsx'),
    },
    async handler({ query }, tx) {
      const given = query as Query;
      const conditions = await listConditions(tx, record, given);
      return exportRecords(tx, record, { conditions, scope: await scopeOf(tx, record, given) });
    },
  };
}

const templateOf = (record: AnyRecord) => ({ data: csvLine(columnsOf(record).map(({ name }) => name)) });

/** `GET /facilities/import/template` */
export const templateOperation = (record: AnyRecord): DerivedOperation => ({
  operation: {
    method: 'GET',
    path: `${record.path}/import/template`,
    tag: record.tag,
    summary: 'Get the import template',
    description: 'The header of an import file: as JSON, or as CSV with `Accept: text/csv`.',
    permission: record.permission('read'),
    noAsOf: true,
    response: { ...json(importTemplate), csv: true },
    example: templateOf(record),
  },
  handler: async () => templateOf(record),
});

const DESCRIPTION =
  'Imports all rows or none. Accepts multipart/form-data with the file as `file`, or the file as the body: CSV in UTF-8 with commas, ' +
  'semicolons, tabs, or vertical bars, or the first sheet of an Excel workbook (.xlsx). The header row has names of the template; an export can be ' +
  'imported again. An invalid file returns 400 with the errors by row and column.';

const optionsQuery = {
  mode: z
    .enum(['create', 'update', 'upsert'])
    .optional()
    .describe(
      '`create`, the default, ignores the column `id`. `update` changes the record with the `id`, or with the same unique field, and only ' +
        'columns that the file has; an empty cell clears an optional field. `upsert` also creates records that do not exist.',
    ),
  dryRun: flag().optional().describe('Writes nothing, and returns what each row would change.'),
};

/** `POST /facilities/import`, or `POST /cyber-systems/{cyberSystemId}/cyber-assets/import` for the children of one parent. */
export function importOperation(record: AnyRecord, field?: string): DerivedOperation {
  const parent = record.parents[field ?? '']?.record;
  const columns = importColumns({ record, parent: field === undefined ? undefined : { field, id: '' } });
  const constant = z.string().max(4000).optional().describe('The value of all rows, if the file has no such column.');
  return {
    operation: {
      method: 'POST',
      path: `${parent === undefined ? '' : `${parent.path}/{${field}}`}${record.path}/import`,
      tag: record.tag,
      summary: `Import ${record.nouns}`,
      description: DESCRIPTION,
      permission: record.permission('write'),
      ...(field === undefined || parent === undefined ? {} : { params: { [field]: parent.noun } }),
      query: z.strictObject({ ...optionsQuery, ...Object.fromEntries(columns.map(({ name }) => [name, constant])) }),
      body: fileBody({ columns: columns.map(({ name }) => name), schema: record.create }),
      response: json(importResult),
      example: importedRecords({ counts: { created: 1, updated: 0, unchanged: 0 }, warnings: [] }),
      ...conflictOf(record),
      refusal: importResult,
    },
    handler({ params, query, body }, tx) {
      const {
        mode = 'create',
        dryRun = false,
        ...constants
      } = query as Partial<Pick<Import, 'mode' | 'dryRun'>> & Query;
      const id = (params as Readonly<Record<string, string | undefined>>)[field ?? ''];
      const declared: Import = {
        record,
        mode,
        dryRun,
        constants: constants as Import['constants'],
        parent: field === undefined || id === undefined ? undefined : { field, id },
      };
      return importRecords(tx, declared, body as unknown as Buffer);
    },
  };
}
