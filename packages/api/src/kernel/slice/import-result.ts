import { z } from 'zod';

const importRowError = z
  .object({
    row: z.number().min(1).describe('Row as a spreadsheet counts it: the header is row 1.'),
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
    sampleRows: z.string().describe('The first rows concerned, such as "2, 5, 9".'),
    suggestion: z.string(),
  })
  .meta({ id: 'ImportErrorType' });

const importAction = z
  .object({
    priority: z.int().min(1).describe('1 comes first.'),
    message: z.string(),
    reason: z.string().optional(),
    requiredFields: z.array(z.string()).optional(),
  })
  .meta({ id: 'ImportAction' });

const result = z.object({
  success: z.boolean(),
  createdCount: z.int().min(0).optional(),
  errorCount: z.int().min(0).optional(),
  rowsWithErrors: z.int().min(0).optional(),
  hasMoreErrors: z.boolean().optional().describe('There are more errors than the list holds.'),
  errors: z.array(importRowError).optional(),
  actions: z.array(importAction).optional(),
  summary: z
    .object({ message: z.string().optional(), errorTypes: z.array(importErrorType).optional() })
    .meta({ id: 'ImportSummary' })
    .optional(),
});

export type ImportResult = z.output<typeof result>;
type RowError = z.output<typeof importRowError>;

const MAX_ERRORS = 100;
const MAX_SAMPLES = 10;
const MAX_VALUE_LENGTH = 100;

const SUGGESTIONS: Readonly<Record<string, string>> = {
  missing_column: 'Add the missing columns to the header row; the import template has them all',
  unknown_column: 'Remove the unknown columns or correct their names to those of the import template',
  duplicate_column: 'Keep one of the columns that have the same name',
  malformed_file: 'Save the file as CSV in UTF-8 with commas, and close every quoted cell',
  too_many_cells: 'Quote the cells that contain commas, so that no row has more cells than the header',
  no_rows: 'Add at least one row below the header',
  too_many_rows: 'Split the file into smaller files',
  missing_value: 'Fill the required cells',
  invalid_value: 'Correct the values as each message says',
};

export interface ImportError {
  readonly row: number;
  readonly code: string;
  readonly message: string;
  readonly column?: string | undefined;
  readonly value?: string | null | undefined;
  /** How to fix it, where the code does not say. */
  readonly suggestion?: string;
}

const newKind = (suggestion: string) => ({
  count: 0,
  columns: new Set<string>(),
  values: new Set<string>(),
  rows: [] as number[],
  suggestion,
});

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The errors of a file: counts all, keeps the first hundred, and summarizes them by code. */
export class ImportErrors {
  readonly #first: RowError[] = [];
  readonly #kinds = new Map<string, ReturnType<typeof newKind>>();
  #count = 0;
  #rows = 0;
  #lastRow = 0;

  get count(): number {
    return this.#count;
  }

  add({ row, code, message, column, value, suggestion = SUGGESTIONS[code] ?? '' }: ImportError): void {
    const currentValue = value?.slice(0, MAX_VALUE_LENGTH);
    this.#count++;
    if (row !== this.#lastRow) this.#rows++;
    this.#lastRow = row;
    if (this.#first.length < MAX_ERRORS) {
      this.#first.push({ row, column, code, message, currentValue, suggestion });
    }
    const kind = this.#kinds.get(code) ?? newKind(suggestion);
    this.#kinds.set(code, kind);
    kind.count++;
    if (column !== undefined) kind.columns.add(column);
    if (currentValue !== undefined && kind.values.size < MAX_SAMPLES) kind.values.add(currentValue);
    if (kind.rows.length < MAX_SAMPLES && kind.rows.at(-1) !== row) kind.rows.push(row);
  }

  /** The response for the refused file. */
  result(): ImportResult {
    const kinds = [...this.#kinds].sort(([, a], [, b]) => b.count - a.count);
    const message = `Nothing was imported: ${plural(this.#count, 'error')} in ${plural(this.#rows, 'row')}. Fix the file and send it again.`;
    return {
      success: false,
      createdCount: 0,
      errorCount: this.#count,
      rowsWithErrors: this.#rows,
      hasMoreErrors: this.#count > this.#first.length,
      errors: this.#first,
      actions: kinds.map(([code, kind], index) => ({
        priority: index + 1,
        message: kind.suggestion,
        reason: `${plural(kind.count, `${code} error`)}, first in row ${kind.rows[0]}`,
        requiredFields: code === 'missing_column' ? [...kind.columns] : undefined,
      })),
      summary: {
        message,
        errorTypes: kinds.map(([code, kind]) => ({
          code,
          count: kind.count,
          affectedColumns: [...kind.columns],
          invalidValues: kind.values.size > 0 ? [...kind.values] : undefined,
          sampleRows: kind.rows.join(', '),
          suggestion: kind.suggestion,
        })),
      },
    };
  }
}

export const imported = (createdCount: number, noun: string): ImportResult => ({
  success: true,
  createdCount,
  errorCount: 0,
  rowsWithErrors: 0,
  hasMoreErrors: false,
  errors: [],
  actions: [],
  summary: { message: `Imported ${plural(createdCount, noun)}.`, errorTypes: [] },
});

function refusedExample(): ImportResult {
  const errors = new ImportErrors();
  errors.add({ row: 17, column: 'count', code: 'invalid_value', message: 'count must be at least 1', value: '0' });
  return errors.result();
}

export const importResult = result.meta({ id: 'ImportResult', examples: [imported(412, 'record'), refusedExample()] });

const header = z
  .string()
  .meta({ examples: ['name,count,…\r\n'] })
  .describe('The CSV header.');
export const importTemplate = z.object({ data: header }).meta({ id: 'ImportTemplate' });
