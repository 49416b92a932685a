// The contents of the databases: organizations with keys, a facility, systems, and assets, logged like requests.
// Written in SQL, because HTTP would take longer than the benchmark. Ids are computed, so nothing is read back.
import { sealAll } from '@raptor-comply/api/kernel/activity/sealer';
import { createKey } from '@raptor-comply/api/operator/api-keys';
import { createOrganization } from '@raptor-comply/api/operator/organizations';

/** @typedef {{ id: string, key: string, number: number, assets: number }} Organization */
/** @typedef {{ name: string, organizations: number, assets: number, systems?: number, impactLevel?: string }} Group */
/** @typedef {Record<string, Organization[]>} Dataset organizations by the name of their group */

const VARIANTS = { asset: '8000', system: '9000', facility: 'a000' };
/** Milliseconds since 1970 of the first record: 2025-01-01. */
const FIRST = 1_735_689_600_000;
const SYSTEMS = 10;
/** Rows per statement. The changes of a transaction stay in memory until the commit. */
const BATCH = 10_000;

/**
 * A UUID version 7, as the product creates them, for the n-th record of its kind in an organization.
 * @param {keyof typeof VARIANTS} kind
 */
export function recordId(kind, organization, n) {
  const time = (FIRST + n).toString(16).padStart(12, '0');
  const tail = `7${organization.toString(16).padStart(3, '0')}-${VARIANTS[kind]}-${n.toString(16).padStart(12, '0')}`;
  return `${time.slice(0, 8)}-${time.slice(8)}-${tail}`;
}

const idOf = (kind, n) =>
  `(lpad(to_hex(${FIRST} + ${n}), 12, '0') || '7' || lpad(to_hex($2::int), 3, '0') || '${VARIANTS[kind]}' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const momentOf = (n) => `to_timestamp((${FIRST} + ${n}) / 1000.0)`;

const INSERT_FACILITY = `
  insert into facilities (organization_id, id, title, facility_code, facility_type, bes, impact_level, capacity_mw, capacity_mva,
    voltage_kv, regional_entity, registration_status, interconnection, last_review_date)
  values ($1, ${idOf('facility', '0')}, 'Wind River', 'FAC-1', 'generation', true, 'low', 120.5, 130, 138, 'WECC', 'registered',
    'western', '2026-03-31')`;
const INSERT_SYSTEMS = `
  insert into cyber_systems (organization_id, id, system_title, system_code, system_type, system_function, facility_id,
    external_routable_connectivity, interactive_remote_access, created_at, updated_at)
  select $1::uuid, ${idOf('system', 'n')}, 'Turbine control ' || n, 'SYS-' || n, 'dcs', 'Starts, stops and governs the turbines',
    ${idOf('facility', '0')}, false, false, ${momentOf('n')}, ${momentOf('n')}
  from generate_series(0::bigint, $3::bigint - 1) n`;
const INSERT_ASSETS = `
  insert into cyber_assets (organization_id, id, cyber_system_id, asset_title, asset_tag, count, cip_asset_category, asset_type,
    impact_level, manufacturer, model, serial_number, firmware_version, operating_system, ip_address, mac_address,
    physical_location, in_service, dial_up_connectivity, routable_protocol, remote_access_available, baseline_documented,
    ports_services_documented, logging_enabled, last_patch_date, created_at, updated_at)
  select $1::uuid, ${idOf('asset', 'n')}, ${idOf('system', 'n % $3::bigint')}, 'Feeder ' || n || ' protection relay', 'RLY-' || n, 1,
    'bes_cyber_asset', 'relay', coalesce($6, (array['high', 'medium', 'low'])[n % 3 + 1]), 'Schweitzer Engineering Laboratories',
    'SEL-751', '319' || n, 'R321-V1', 'Embedded', '192.0.2.' || n % 256, null, 'Relay house 1, rack ' || n % 40, true, false,
    true, false, true, true, true, '2026-02-17', ${momentOf('n')}, ${momentOf('n')}
  from generate_series($4::bigint, $5::bigint - 1) n`;
/** The log names the operator who fills a database by hand. */
const CONTEXT = JSON.stringify({
  actor: { id: null, label: 'benchmark', type: 'operator' },
  changeReason: null,
  operationId: 'benchmark',
  requestId: null,
});
export const ENTER = `select set_config('app.organization_id', $1, true), set_config('app.context', '${CONTEXT}', true)`;

async function inTransaction(client, organization, statements) {
  await client.query('begin');
  await client.query(ENTER, [organization.id]);
  for (const [text, ...values] of statements)
    await client.query(text, [organization.id, organization.number, ...values]);
  await client.query('commit');
}

/**
 * @param {import('@raptor-comply/api/kernel/database/database').Database} database
 * @param {readonly Group[]} groups
 * @returns {Promise<Dataset>}
 */
export async function fill(database, groups) {
  /** @type {Dataset} */
  const dataset = {};
  let number = 0;
  for (const { name, organizations, assets, systems = SYSTEMS, impactLevel = null } of groups) {
    dataset[name] = [];
    for (let index = 0; index < organizations; index += 1, number += 1) {
      const { id } = await createOrganization(database, {
        slug: `${name}-${index}`,
        name: `${name} ${index}`,
        isTest: false,
      });
      const key = await createKey(database, { id, slug: '', name: '', isTest: false }, { grant: { role: 'admin' } });
      const organization = { id, key, number, assets };
      dataset[name].push(organization);
      const client = await database.acquire();
      await inTransaction(client, organization, [[INSERT_FACILITY], [INSERT_SYSTEMS, systems]]);
      for (let from = 0; from < assets; from += BATCH) {
        const until = Math.min(assets, from + BATCH);
        await inTransaction(client, organization, [[INSERT_ASSETS, systems, from, until, impactLevel]]);
      }
      client.release();
    }
  }
  await sealAll(database);
  return dataset;
}

const CSV_HEADER =
  'assetTitle,assetTag,count,cipAssetCategory,assetType,impactLevel,manufacturer,model,inService,dialUpConnectivity,' +
  'routableProtocol,remoteAccessAvailable,baselineDocumented,portsServicesDocumented,loggingEnabled,serialNumber,' +
  'firmwareVersion,ipAddress,physicalLocation,lastPatchDate';

export const csvColumns = CSV_HEADER.split(',');

/** An import file with `rows` rows. */
export function csvFile(rows) {
  const lines = [CSV_HEADER];
  for (let n = 0; n < rows; n += 1) {
    lines.push(
      `Feeder ${n} protection relay,NEW-${n},1,bes_cyber_asset,relay,high,Schweitzer Engineering Laboratories,SEL-751,true,` +
        `false,true,false,true,true,true,319${n},R321-V1,192.0.2.${n % 256},"Relay house 1, rack ${n % 40}",2026-02-17`,
    );
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}
