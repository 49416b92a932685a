import { setTimeout as wait } from 'node:timers/promises';
import { EMPTY_TREE } from '@raptor-comply/tlog';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { makeFacility, makeInventory } from '../../../test/support/fixtures.ts';
import { scaled } from '../../../test/support/scaled.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import type { Organization } from '../../operator/organizations.ts';
import { type LogEntry, leafOf } from './leaf.ts';
import { OPEN_TREES, sealAll, startSealer } from './sealer.ts';
import { tree } from './tree.ts';

const server = useTestServer();

async function newLog(): Promise<{ organization: Organization; client: Client }> {
  const organization = await server.newOrganization();
  return { organization, client: server.client(await server.newKey(organization)) };
}

interface Shown extends Omit<LogEntry, 'context'> {
  readonly actor: object;
  readonly changeReason: string | null;
  readonly operationId: string | null;
  readonly requestId: string | null;
}

/** The root of a log's tree, from nothing but what the API shows. */
async function rootOf(client: Client): Promise<{ size: number; root: string }> {
  const { text } = await client.get('/activity', { accept: 'application/x-ndjson' });
  let frontier = EMPTY_TREE;
  for (const line of text.split('\n').filter((line) => line !== '')) {
    const { actor, changeReason, operationId, requestId, ...entry } = JSON.parse(line) as Shown;
    const context = { actor, changeReason, operationId, requestId };
    frontier = tree.append(frontier, tree.leafHash(leafOf({ ...entry, context }))).frontier;
  }
  return { size: frontier.size, root: Buffer.from(tree.root(frontier)).toString('hex') };
}

async function sealed({ id }: Organization): Promise<{ size: number; root: string } | undefined> {
  const [row] = await server.database.query<{ size: number; root: string }>({
    text: "select size::float as size, encode(root, 'hex') as root from activity_trees where organization_id = $1",
    values: [id],
  });
  return row;
}

describe('Sealing', () => {
  it('makes the tree that anyone can make from the entries that the API shows', async () => {
    const { organization, client } = await newLog();
    await makeInventory(client);
    await sealAll(server.database, organization.id);
    expect(await sealed(organization)).toEqual(await rootOf(client));
    for (let count = 0; count < scaled(300, 30); count++) await makeFacility(client);
    await sealAll(server.database);
    expect(await sealed(organization)).toEqual(await rootOf(client));
  });

  it('seals each entry once, however many processes seal and are killed', async () => {
    const { organization, client } = await newLog();
    let writing = true;
    const sealers = Array.from({ length: 3 }, async () => {
      // A killed connection ends a batch anywhere; the next one begins again.
      while (writing) await sealAll(server.database, organization.id).catch(() => {});
    });
    const killing = (async () => {
      while (writing) {
        await server.database.query({
          text: `select pg_terminate_backend(pid) from pg_stat_activity
                  where datname = current_database() and query ~ 'activity_(tiles|trees)' and pid <> pg_backend_pid()`,
        });
        await wait(20);
      }
    })();
    for (let count = 0; count < scaled(200, 40); count++) await makeFacility(client);
    writing = false;
    await Promise.all([...sealers, killing]);
    await sealAll(server.database, organization.id);
    expect(await sealed(organization)).toEqual(await rootOf(client));
  });

  it('stops at a missing entry of one organization, and goes on for the others', async () => {
    const [broken, whole] = [await newLog(), await newLog()];
    await makeFacility(broken.client);
    await sealAll(server.database);
    await makeFacility(broken.client);
    await makeFacility(broken.client);
    for (const text of [
      'alter table activity_entries disable trigger refuse_change',
      `delete from activity_entries where organization_id = '${broken.organization.id}' and sequence = 3`,
      'alter table activity_entries enable trigger refuse_change',
    ]) {
      await server.database.query({ text });
    }
    await expect(sealAll(server.database, broken.organization.id)).rejects.toThrow(
      'Entry 3 of the activity log is missing',
    );
    const sealer = startSealer(server.database, pino({ enabled: false }));
    await makeFacility(whole.client);
    sealer.wake(whole.organization.id);
    await expect.poll(() => sealed(whole.organization), { timeout: 5000 }).toEqual(await rootOf(whole.client));
    await sealer.stop();
    expect((await sealed(broken.organization))?.size).toBe(2);
  });

  it('reads the entries that are open, and none of those before them', async () => {
    const { organization, client } = await newLog();
    const { id } = await makeFacility(client);
    const change = { text: 'update facilities set title = $2 where id = $1' };
    for (let count = 0; count < 1500; count++)
      await server.database.query({ ...change, values: [id, `Facility ${count}`] });
    await sealAll(server.database, organization.id);
    await server.database.query({ ...change, values: [id, 'Open'] });
    await server.database.query({ text: 'analyze activity_entries' });
    const plan = await server.database.query<Record<'QUERY PLAN', string>>({
      text: `explain (analyze, costs off, timing off) ${OPEN_TREES}`,
      values: [[organization.id], []],
    });
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).not.toContain('Rows Removed by Filter');
  });

  it('takes less than a second after a write in the same process', async () => {
    const { organization, client } = await newLog();
    const sealer = startSealer(server.database, pino({ enabled: false }));
    // The first sweep is over.
    await wait(500);
    await makeFacility(client);
    sealer.wake(organization.id);
    await expect.poll(() => sealed(organization), { timeout: 1000, interval: 50 }).toEqual(await rootOf(client));
    await sealer.stop();
  });
});
