import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { TenantTransaction } from '../kernel/database/tenant-transaction.ts';
import { createFromBody } from '../kernel/slice/implement-records.ts';
import type { AnyRecord } from '../kernel/slice/record.ts';
import { assignFacilities } from '../resources/control-centers/assignment.ts';
import { controlCenter } from '../resources/control-centers/record.ts';
import { cyberAsset } from '../resources/cyber-assets/record.ts';
import { cyberSystem } from '../resources/cyber-systems/record.ts';
import { facility } from '../resources/facilities/record.ts';
import { physicalArea } from '../resources/physical-areas/record.ts';

// The inventory of a fictional cooperative, from the CSV files in this folder. IP and MAC addresses are from the ranges reserved for
// documentation.

/** The compiled code in dist/ also reads the files in src/. */
const FOLDER = new URL('../../src/sample/', import.meta.url);

type Row = Readonly<Record<string, string>>;

const rowsOf = async ({ path }: AnyRecord): Promise<Row[]> =>
  parse(await readFile(new URL(`.${path}.csv`, FOLDER)), { columns: true });

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

function cellValue(schema: unknown, cell: string): unknown {
  const [, days] = /^(\d+) days ago$/.exec(cell) ?? [];
  if (days !== undefined) return daysAgo(Number(days));
  const type = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (type instanceof z.ZodArray) return cell.split(';');
  if (type instanceof z.ZodBoolean) return cell === 'true';
  return type instanceof z.ZodNumber ? Number(cell) : cell;
}

/** Returns the create body of a row. The column `address.city` is the city of the address. */
function bodyOf(schema: z.ZodObject, row: Row): Record<string, unknown> {
  const body: Record<string, Record<string, unknown> | unknown> = {};
  for (const [column, cell] of Object.entries(row)) {
    const [name = '', inner] = column.split('.');
    if (cell === '') continue;
    const value = cellValue(schema.shape[name], cell);
    body[name] = inner === undefined ? value : { ...(body[name] as object | undefined), [inner]: value };
  }
  return schema.parse(body);
}

export async function createInventory(tx: TenantTransaction): Promise<void> {
  /** Ids by code or tag. */
  const ids = new Map<string, string>();
  const idOf = (code = ''): string => ids.get(code) ?? '';
  const sites = new Map<string, 'facilityId' | 'controlCenterId'>();
  const create = async (record: AnyRecord, row: Row, references: Readonly<Record<string, unknown>> = {}) => {
    const { id } = await createFromBody(tx, record, bodyOf(record.create, { ...row, ...references } as Row));
    return id;
  };
  for (const row of await rowsOf(controlCenter)) {
    ids.set(row.centerCode ?? '', await create(controlCenter, row));
    sites.set(row.centerCode ?? '', 'controlCenterId');
  }
  const assigned = new Map<string, string[]>();
  for (const { controlCenter: center = '', ...row } of await rowsOf(facility)) {
    const id = await create(facility, row);
    ids.set(row.facilityCode ?? '', id);
    sites.set(row.facilityCode ?? '', 'facilityId');
    assigned.set(center, [...(assigned.get(center) ?? []), id]);
  }
  for (const [center, facilityIds] of assigned) await assignFacilities(tx, idOf(center), facilityIds);
  const inSite = (site = '') => ({ [sites.get(site) ?? '']: idOf(site) });
  for (const { site, ...row } of await rowsOf(cyberSystem)) {
    ids.set(row.systemCode ?? '', await create(cyberSystem, row, inSite(site)));
  }
  for (const { system, ...row } of await rowsOf(cyberAsset)) {
    ids.set(row.assetTag ?? '', await create(cyberAsset, row, { cyberSystemId: idOf(system) }));
  }
  for (const { site, assets = '', ...row } of await rowsOf(physicalArea)) {
    const cyberAssetIds = assets.split(';').map(idOf).join(';');
    await create(physicalArea, row, { ...inSite(site), cyberAssetIds });
  }
}
