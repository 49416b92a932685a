import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ATTACKS, type Victim } from '../../../test/security/tampering.ts';
import { makeOneOfEach } from '../../../test/security/targets.ts';
import { facilityBody, makeCyberAsset, makeFacility } from '../../../test/support/fixtures.ts';
import { SEED, scaled, seededRandom } from '../../../test/support/scaled.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { recordTables } from './definitions.ts';
import { sealAll } from './sealer.ts';
import { verifyIn, verifyOrganization } from './verify.ts';
import { type KeptCheckpoint, readTree } from './verify-tree.ts';

/** Random attacks on an organization's log and records, each of which `activity verify` finds. */

const server = useTestServer();
let client: pg.PoolClient;
let victim: Victim;
let kept: KeptCheckpoint;

const REFUSALS = 3;
/** `TEST_ATTACKS=10000` runs as many as the audit log's documentation names. */
const ATTACK_COUNT = Number(process.env.TEST_ATTACKS ?? scaled(600, 100));

beforeAll(async () => {
  const organization = await server.newOrganization();
  const { id: organizationId } = organization;
  const admin = server.client(await server.newKey(organization));
  const reader = server.client(await server.newKey(organization, { grant: { role: 'read_only' } }));
  const ids = await makeOneOfEach(admin);
  await admin.must.post(`/control-centers/${ids.controlCenterId}/assign-facilities`, { facilityIds: [ids.facilityId] });
  await admin.must.patch('/organization', { functions: ['GO'] });
  client = await server.database.acquire();
  const tables = await recordTables(client);
  for (const table of tables) {
    const { rowCount } = await client.query(`select from ${table} where organization_id = $1 limit 1`, [
      organizationId,
    ]);
    expect(rowCount, `a row of ${table} to attack`).toBe(1);
  }
  const backup = 'old_backup';
  await sealAll(server.database);
  await client.query(`create schema ${backup}`);
  for (const table of [...tables, 'activity_entries', 'activity_trees', 'activity_tiles']) {
    await client.query(`create table ${backup}.${table} as table ${table}`);
  }
  await admin.must.patch(`/facilities/${ids.facilityId}`, { title: 'Renamed', capacityMw: '1700.0' });
  for (let count = 0; count < 8; count++) await makeFacility(admin);
  const { cyberSystemId } = ids;
  for (let count = 0; count < 4; count++) {
    const { id } = await makeCyberAsset(admin, { cyberSystemId });
    await admin.must.patch(`/cyber-assets/${id}`, { firmwareVersion: `R${count}` });
    if (count % 2 === 0) await admin.must.delete(`/cyber-assets/${id}`);
  }
  for (let count = 0; count < REFUSALS; count++) await reader.post('/facilities', facilityBody());
  await sealAll(server.database);
  kept = { origin: 'test', ...(await readTree(client, organizationId)) };
  const random = seededRandom(SEED);
  const choose = (below: number) => Math.floor(random() * below);
  victim = { client, organizationId, choose, size: kept.size, refusals: REFUSALS, tables, backup };
});
afterAll(() => client.release(true));

const findings = async () =>
  (await verifyOrganization(server.database, victim.organizationId, { checkpoints: [kept] })).findings;

it('every attack is found, and only rewritten, shortened, and older logs need a kept checkpoint', {
  timeout: 3_600_000,
}, async () => {
  expect(await findings()).toEqual([]);
  const names = Object.keys(ATTACKS);
  const found = new Map(names.map((name) => [name, { attacks: 0, onlyByCheckpoint: 0 }]));
  for (let count = 0; count < ATTACK_COUNT; count++) {
    const name = names[count % names.length] ?? '';
    await client.query('begin; set local session_replication_role = replica');
    await ATTACKS[name]?.(victim);
    const { findings } = await verifyIn(client, victim.organizationId, { checkpoints: [kept] });
    await client.query('rollback');
    expect(findings, `${name}, attack ${count} of seed ${SEED}`).not.toEqual([]);
    const counts = found.get(name) ?? { attacks: 0, onlyByCheckpoint: 0 };
    counts.attacks++;
    if (findings.every(({ kind }) => kind === 'checkpoint')) counts.onlyByCheckpoint++;
  }
  const lines = [...found].map(([name, { attacks, onlyByCheckpoint }]) => {
    const needed = onlyByCheckpoint === 0 ? '' : `, ${onlyByCheckpoint} only by the kept checkpoint`;
    return `${name}: ${attacks} found${needed}`;
  });
  process.stdout.write(`${lines.join('\n')}\n`);
  expect(names.filter((name) => (found.get(name)?.onlyByCheckpoint ?? 0) > 0)).toEqual([
    'cut refusals off the tail, and make the tree again',
    'rewrite from an entry on, with a tree to match',
    'restore an old backup',
  ]);
  expect(await findings()).toEqual([]);
});
