import { readFile } from 'node:fs/promises';
import { type Cadence, parseCadence, type StandardVersion } from '@raptor-comply/clocks';
import { z } from 'zod';
import { csvRecords } from '../kernel/slice/csv.ts';
import { parseScope, type Scope } from './scope.ts';

// The catalogue: the parts of the CIP standards in our own words, and the versions with their dates. NERC's text is copyrighted.

/** What one task of a part is about. */
export const TASK_SCOPES = [
  'organization',
  'facility',
  'control_center',
  'cyber_system',
  'cyber_asset',
  'physical_area',
  'document',
  'person',
  'event',
] as const;

const text = z.string().min(1);
const optional = z.string().transform((value) => value || null);
const day = z.iso
  .date()
  .or(z.literal(''))
  .transform((value) => value || null);

const row = z.object({
  id: text,
  standard: text,
  part: text,
  scope: text,
  obligation: text,
  cadence: text,
  deadline: text,
  countsFrom: optional,
  /** The clock of the other event that the part can count from, if it has one. */
  alternativeCadence: optional,
  alternativeCountsFrom: optional,
  /** The parts whose completion starts the clock of this one. */
  startsAfter: z.string().transform((value) => (value === '' ? [] : value.split('; '))),
  recordScope: text,
  taskScope: z.enum(TASK_SCOPES),
  suggestedEvidence: text,
  exceptions: z
    .string()
    .transform((value) => (value === '' ? [] : value.split('; ')))
    .pipe(z.array(z.enum(['TFE', 'CEC']))),
  violationRiskFactor: z.enum(['lower', 'medium', 'high']),
});

const versionRow = z.object({
  id: text,
  jurisdiction: text,
  inForce: day,
  inactiveAfter: day,
  supersedes: optional,
  howSure: text,
  note: optional,
});

export type Version = StandardVersion & Readonly<z.output<typeof versionRow>>;

export interface RequirementPart extends z.output<typeof row> {
  readonly clock: Cadence;
  readonly applies: Scope;
}

/** The compiled code in dist/ also reads the files in src/. */
const FOLDER = new URL('../../src/resources/', import.meta.url);

async function rowsOf<S extends z.ZodObject>(name: string, schema: S): Promise<z.output<S>[]> {
  const records = [];
  for await (const batch of csvRecords(await readFile(new URL(name, FOLDER)))) records.push(...batch);
  const [header, ...rows] = records;
  return rows.map(({ cells }) =>
    schema.parse(Object.fromEntries(header?.cells.map((column, index) => [column, cells[index] ?? '']) ?? [])),
  );
}

export const PARTS: readonly RequirementPart[] = (await rowsOf('requirement-parts.csv', row)).map((part) => ({
  ...part,
  clock: parseCadence(part.cadence),
  applies: parseScope(part.scope),
}));

export const VERSIONS: readonly Version[] = await rowsOf('standard-versions.csv', versionRow);

export const PART_IDS = PARTS.map(({ id }) => id) as [string, ...string[]];

const byId = new Map(PARTS.map((part) => [part.id, part]));

/** The parts whose clocks start when a part is completed. */
export const partsStartedBy = (id: string | null): readonly RequirementPart[] =>
  id === null ? [] : PARTS.filter(({ startsAfter }) => startsAfter.includes(id));

export const partOf = (id: string | null | undefined): RequirementPart | undefined => byId.get(id ?? '');

/** The standard without its version: `CIP-003` of `CIP-003-9`. */
export const familyOf = (standard: string): string => standard.split('-', 2).join('-');

export const versionsOf = (standard: string): readonly Version[] =>
  VERSIONS.filter(({ id }) => familyOf(id) === familyOf(standard));
