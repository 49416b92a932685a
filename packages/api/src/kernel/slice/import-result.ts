import { z } from 'zod';

const importRowError = z
  .object({
    row: z.number().min(1).describe('Row number as in a spreadsheet: the header is row 1.'),
    column: z.string().optional(),
    code: z.string().optional(),
    message: z.string(),
    currentValue: z.string().optional(),
    suggestion: z.string().optional(),
  })
  .meta({ id: 'ImportRowError' });

const importErrorType = z
  .object({
    code: z.string(),
    count: z.int().min(0),
    affectedColumns: z.array(z.string()),
    invalidValues: z.array(z.string()).optional(),
    sampleRows: z.string().describe('The first affected rows, such as "2, 5, 9".'),
    suggestion: z.string(),
  })
  .meta({ id: 'ImportErrorType' });

const importAction = z
  .object({
    priority: z.int().min(1).describe('1 is the highest priority.'),
    message: z.string(),
    reason: z.string().optional(),
    requiredFields: z.array(z.string()).optional(),
  })
  .meta({ id: 'ImportAction' });

const importChange = z
  .object({
    row: z.number().min(1),
    action: z.enum(['created', 'updated']),
    id: z.string().meta({ format: 'uuid' }).optional().describe('Id of the record to update.'),
    fields: z.array(
      z
        .object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })
        .meta({ id: 'ImportFieldChange' }),
    ),
  })
  .meta({ id: 'ImportChange' });
export type ImportChange = z.output<typeof importChange>;

const count = () => z.int().min(0).optional();

const result = z.object({
  success: z.boolean(),
  createdCount: count(),
  updatedCount: count(),
  unchangedCount: count().describe('Rows that have the values of their record already.'),
  errorCount: count(),
  rowsWithErrors: count(),
  hasMoreErrors: z.boolean().optional().describe('There are more errors than `errors` lists.'),
  errors: z.array(importRowError).optional(),
  warnings: z.array(importRowError).optional().describe('Values to check, at most 100. They do not stop the import.'),
  changes: z
    .array(importChange)
    .optional()
    .describe('With `dryRun`: what each row would change, without rows that change nothing; at most 1000 rows.'),
  actions: z.array(importAction).optional(),
  summary: z
    .object({ message: z.string().optional(), errorTypes: z.array(importErrorType).optional() })
    .meta({ id: 'ImportSummary' })
    .optional(),
});
export type ImportResult = z.output<typeof result>;

export const MAX_LISTED = 100;
const MAX_SAMPLES = 10;
const MAX_VALUE_LENGTH = 100;
export const MAX_LISTED_CHANGES = 1000;

const SUGGESTIONS: Readonly<Record<string, string>> = {
  missing_column: 'Add the missing columns to the header row; the import template has all columns',
  unknown_column: 'Remove the unknown columns, or rename them to columns of the import template',
  duplicate_column: 'Keep only one of the columns with the same name',
  malformed_file: 'Save the file as an Excel workbook (.xlsx), or as CSV in UTF-8 with every quoted cell closed',
  too_many_cells: 'Quote the cells that contain commas, so that no row has more cells than the header',
  no_rows: 'Add at least one row below the header',
  too_many_rows: 'Split the file into smaller files',
  missing_value: 'Fill in the required cells',
  invalid_value: 'Correct the values as described in each message',
  unknown_id: 'Export the records again, or clear the id to find the record by its other columns',
  unknown_reference: 'Use the id or the code of a record of this organization',
  damaged_value: 'Format the column as text in the spreadsheet, and enter the value again',
  changed_since_export: 'Export the records again, unless the values of the file should replace the change',
};

/** An error in a file, or a warning. `suggestion` is for codes that are not in SUGGESTIONS. */
export interface ImportError {
  readonly row: number;
  readonly code: string;
  readonly message: string;
  readonly column?: string | undefined;
  readonly value?: string | null | undefined;
  readonly suggestion?: string;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
const suggestionFor = ({ code, suggestion = SUGGESTIONS[code] ?? '' }: ImportError): string => suggestion;
const shownValue = ({ value }: ImportError): string | undefined => value?.slice(0, MAX_VALUE_LENGTH);
const distinct = <T>(values: readonly (T | undefined)[]): T[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

const listed = (errors: readonly ImportError[]) =>
  errors.slice(0, MAX_LISTED).map((error) => ({
    row: error.row,
    column: error.column,
    code: error.code,
    message: error.message,
    currentValue: shownValue(error),
    suggestion: suggestionFor(error),
  }));

function errorType(code: string, errors: readonly ImportError[]) {
  const values = distinct(errors.map(shownValue)).slice(0, MAX_SAMPLES);
  const rows = distinct(errors.map(({ row }) => row)).slice(0, MAX_SAMPLES);
  return {
    code,
    count: errors.length,
    affectedColumns: distinct(errors.map(({ column }) => column)),
    invalidValues: values.length > 0 ? values : undefined,
    sampleRows: rows.join(', '),
    suggestion: errors.slice(0, 1).map(suggestionFor).join(),
  };
}

/** The result of a file with errors: lists the first hundred, and summarizes all by code. */
export function refusedImport(errors: readonly ImportError[]): ImportResult {
  const types = distinct(errors.map(({ code }) => code))
    .map((code) =>
      errorType(
        code,
        errors.filter((error) => error.code === code),
      ),
    )
    .sort((a, b) => b.count - a.count);
  const rowsWithErrors = distinct(errors.map(({ row }) => row)).length;
  const found = `${plural(errors.length, 'error')} in ${plural(rowsWithErrors, 'row')}`;
  return {
    success: false,
    createdCount: 0,
    errorCount: errors.length,
    rowsWithErrors,
    hasMoreErrors: errors.length > MAX_LISTED,
    errors: listed(errors),
    actions: types.map(({ code, count, affectedColumns, sampleRows, suggestion }, index) => ({
      priority: index + 1,
      message: suggestion,
      reason: `${plural(count, `${code} error`)}, first in row ${sampleRows.split(',')[0]}`,
      requiredFields: code === 'missing_column' ? affectedColumns : undefined,
    })),
    summary: { message: `Nothing was imported: ${found}. Fix the file and send it again.`, errorTypes: types },
  };
}

/** What an import without errors has done, or what it would do. */
interface Imported {
  readonly counts: { readonly created: number; readonly updated: number; readonly unchanged: number };
  readonly warnings: readonly ImportError[];
  /** What the first rows would change, if nothing was written. */
  readonly changes?: ImportChange[] | undefined;
}

/** The result of a file without errors. */
export function importedRecords({
  counts: { created, updated, unchanged },
  warnings,
  changes,
}: Imported): ImportResult {
  const counts = `${created} created, ${updated} updated, ${unchanged} unchanged`;
  return {
    success: true,
    createdCount: created,
    updatedCount: updated,
    unchangedCount: unchanged,
    errorCount: 0,
    rowsWithErrors: 0,
    hasMoreErrors: false,
    errors: [],
    warnings: listed(warnings),
    ...(changes === undefined ? {} : { changes }),
    actions: [],
    summary: {
      message: changes === undefined ? `Imported: ${counts}.` : `Nothing was written. The import would be: ${counts}.`,
      errorTypes: [],
    },
  };
}

const refusedExample = refusedImport([
  { row: 17, column: 'count', code: 'invalid_value', message: 'count must be at least 1', value: '0' },
]);
export const importResult = result.meta({
  id: 'ImportResult',
  examples: [importedRecords({ counts: { created: 3, updated: 408, unchanged: 1 }, warnings: [] }), refusedExample],
});

export const importTemplate = z
  .object({ data: z.string().meta({ description: 'The CSV header.', examples: ['name,count,…\r\n'] }) })
  .meta({ id: 'ImportTemplate' });
