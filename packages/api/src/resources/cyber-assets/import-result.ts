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

export const importResult = z
  .object({
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
  })
  .meta({
    id: 'ImportResult',
    examples: [
      { success: true, createdCount: 412, errorCount: 0, rowsWithErrors: 0, hasMoreErrors: false },
      {
        success: false,
        createdCount: 0,
        errorCount: 1,
        rowsWithErrors: 1,
        hasMoreErrors: false,
        errors: [
          {
            row: 17,
            column: 'impactLevel',
            code: 'invalid_value',
            message: 'impactLevel must be one of high, medium, low, category_2, not_applicable',
            currentValue: 'Med',
            suggestion: 'Correct the values as each message says',
          },
        ],
        actions: [{ priority: 1, message: 'Correct the values as each message says' }],
        summary: {
          message: 'Nothing was imported: 1 error in 1 row. Mend the file and send it again.',
          errorTypes: [
            {
              code: 'invalid_value',
              count: 1,
              affectedColumns: ['impactLevel'],
              invalidValues: ['Med'],
              sampleRows: '17',
              suggestion: 'Correct the values as each message says',
            },
          ],
        },
      },
    ],
  });

export const importTemplate = z
  .object({
    data: z
      .string()
      .meta({ examples: ['assetTitle,assetTag,count,…\r\n'] })
      .describe('The CSV header.'),
  })
  .meta({ id: 'ImportTemplate' });

export type ImportResult = z.output<typeof importResult>;

/** A thing to mend in an imported file. */
export interface ImportProblem {
  readonly row: number;
  readonly column?: string;
  readonly code: string;
  readonly message: string;
  readonly currentValue?: string;
  readonly suggestion: string;
}

const MAX_ERRORS = 100;
const MAX_SAMPLES = 10;

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Collects what is wrong with a file; counts all of it, keeps the first hundred and a digest by kind. */
export class ImportProblems {
  readonly #first: ImportProblem[] = [];
  readonly #kinds = new Map<
    string,
    { count: number; columns: Set<string>; values: Set<string>; rows: number[]; suggestion: string }
  >();
  #count = 0;
  #rows = 0;
  #lastRow = 0;

  get any(): boolean {
    return this.#count > 0;
  }

  get count(): number {
    return this.#count;
  }

  add(problem: ImportProblem): void {
    this.#count++;
    if (problem.row !== this.#lastRow) this.#rows++;
    this.#lastRow = problem.row;
    if (this.#first.length < MAX_ERRORS) this.#first.push(problem);
    const kind = this.#kinds.get(problem.code) ?? {
      count: 0,
      columns: new Set(),
      values: new Set(),
      rows: [],
      suggestion: problem.suggestion,
    };
    this.#kinds.set(problem.code, kind);
    kind.count++;
    if (problem.column !== undefined) kind.columns.add(problem.column);
    if (problem.currentValue !== undefined && kind.values.size < MAX_SAMPLES) kind.values.add(problem.currentValue);
    if (kind.rows.length < MAX_SAMPLES && kind.rows.at(-1) !== problem.row) kind.rows.push(problem.row);
  }

  /** The answer to the refused file. */
  result(): ImportResult {
    const kinds = [...this.#kinds].sort(([, a], [, b]) => b.count - a.count);
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
        reason: `${plural(kind.count, 'error')} of the kind ${code}, first in row ${kind.rows[0]}`,
        ...(code === 'missing_column' ? { requiredFields: [...kind.columns] } : {}),
      })),
      summary: {
        message: `Nothing was imported: ${plural(this.#count, 'error')} in ${plural(this.#rows, 'row')}. Mend the file and send it again.`,
        errorTypes: kinds.map(([code, kind]) => ({
          code,
          count: kind.count,
          affectedColumns: [...kind.columns],
          ...(kind.values.size > 0 ? { invalidValues: [...kind.values] } : {}),
          sampleRows: kind.rows.join(', '),
          suggestion: kind.suggestion,
        })),
      },
    };
  }
}

export const imported = (createdCount: number): ImportResult => ({
  success: true,
  createdCount,
  errorCount: 0,
  rowsWithErrors: 0,
  hasMoreErrors: false,
  errors: [],
  actions: [],
  summary: { message: `Imported ${plural(createdCount, 'cyber asset')}.`, errorTypes: [] },
});
