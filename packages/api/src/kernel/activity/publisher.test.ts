import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseCheckpoint, parseVerifierKey, toBase64, verifiedSignatures } from '@raptor-comply/tlog';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { facilityBody, makeFacility } from '../../../test/support/fixtures.ts';
import { openTestDatabase, startTestServer, type TestServer } from '../../../test/support/test-server.ts';
import { forkLog, rotateCheckpointKey } from '../../operator/checkpoints.ts';
import { findOrganization, type Organization } from '../../operator/organizations.ts';
import { restoreBackup, writeBackup } from '../ops/backup.ts';
import type { PublishingProblem } from './comparison.ts';
import { extendFrom, inSnapshot } from './log-head.ts';
import { type Publisher, startPublisher } from './publisher.ts';
import { sealAll } from './sealer.ts';
import { createSigner, stateFolder } from './signer.ts';
import { readState, writeState } from './signer-state.ts';
import { cryptography } from './signing-key.ts';
import { directoryTarget, type Target } from './targets.ts';
import { tree } from './tree.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'raptor-comply-publisher-'));
});
afterAll(() => rm(root, { recursive: true }));

const newDirectory = () => mkdtemp(path.join(root, 'target-'));
const newKeyFile = () => path.join(root, randomUUID(), 'checkpoint-key.pem');

/** What is stopped after each test, the last first. */
const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

async function start(options: Parameters<typeof startTestServer>[0]): Promise<TestServer> {
  const server = await startTestServer(options);
  running.push(() => server.close());
  return server;
}

interface Publishing extends Publisher {
  readonly problems: PublishingProblem[];
  readonly logged: string[];
}

function publish(
  { database }: Pick<TestServer, 'database'>,
  keyFile: string,
  targets: readonly Target[],
  timing: { quietMs?: number; intervalMs?: number } = { quietMs: 50 },
): Publishing {
  const problems: PublishingProblem[] = [];
  const logged: string[] = [];
  const publisher = startPublisher({
    database,
    signer: createSigner({ database, keyFile, witnesses: [] }),
    targets,
    witnesses: [],
    log: pino({ level: 'info' }, { write: (line) => logged.push(line) }),
    report: (problem) => problems.push(problem),
    stopping: new AbortController(),
    ...timing,
  });
  running.push(() => publisher.stop());
  return { ...publisher, problems, logged };
}

/** The sizes of the published checkpoints of an organization. */
async function sizesIn(directory: string, { id }: Organization): Promise<number[]> {
  const files = await readdir(directory, { recursive: true });
  return files
    .filter((file) => file.includes(id) && file.endsWith('.checkpoint'))
    .map((file) => Number(path.basename(file, '.checkpoint')))
    .sort((a, b) => a - b);
}

async function newLog(server: TestServer): Promise<{ organization: Organization; client: Client }> {
  const organization = await server.newOrganization();
  return { organization, client: server.client(await server.newKey(organization)) };
}

const linesOf = async (client: Client): Promise<string[]> =>
  (await client.must.get('/activity/checkpoint')).text.split('\n');

describe('Publishing', () => {
  it('writes each organization’s new checkpoint after a quiet time, once', async () => {
    const keyFile = newKeyFile();
    const server = await start({ keyFile });
    const [one, other] = [await newLog(server), await newLog(server)];
    const directory = await newDirectory();
    publish(server, keyFile, [directoryTarget(directory)]);
    await expect.poll(() => sizesIn(directory, one.organization), { timeout: 10_000 }).toEqual([1]);
    await expect.poll(() => sizesIn(directory, other.organization), { timeout: 10_000 }).toEqual([1]);
    await makeFacility(one.client);
    await makeFacility(one.client);
    await expect.poll(async () => (await sizesIn(directory, one.organization)).at(-1), { timeout: 10_000 }).toBe(3);
    expect(await sizesIn(directory, other.organization)).toEqual([1]);
    const file = (await readdir(directory, { recursive: true })).find((name) => name.endsWith('3.checkpoint')) ?? '';
    const { note } = parseCheckpoint(await readFile(path.join(directory, file), 'utf8'));
    const key = parseVerifierKey(cryptography.sha256, (await one.client.must.get('/activity/key')).text.trimEnd());
    expect(verifiedSignatures(cryptography, note, [key])).toEqual([{ key }]);
  });

  it('does not wait for a quiet time longer than the interval', async () => {
    const keyFile = newKeyFile();
    const server = await start({ keyFile });
    const { organization, client } = await newLog(server);
    const directory = await newDirectory();
    publish(server, keyFile, [directoryTarget(directory)], { quietMs: 400, intervalMs: 800 });
    const writing = new AbortController();
    const load = (async () => {
      while (!writing.signal.aborted) await makeFacility(client);
    })();
    await expect
      .poll(async () => (await sizesIn(directory, organization)).length, { timeout: 15_000 })
      .toBeGreaterThan(1);
    writing.abort();
    await load;
  });

  it('goes on at the other targets, and warns, when one is away, and catches up when it is back', async () => {
    const keyFile = newKeyFile();
    const server = await start({ keyFile });
    const { organization, client } = await newLog(server);
    const [here, away] = [await newDirectory(), path.join(await newDirectory(), 'not-mounted')];
    const publishing = publish(server, keyFile, [directoryTarget(away), directoryTarget(here)]);
    await expect.poll(() => sizesIn(here, organization), { timeout: 10_000 }).toEqual([1]);
    expect(publishing.problems).toContain('unreachable');
    expect(publishing.logged.join('')).toContain(away);
    expect((await client.post('/facilities', facilityBody())).status).toBe(201);
    await cp(await newDirectory(), away, { recursive: true });
    await expect.poll(() => sizesIn(away, organization), { timeout: 10_000 }).toContain(2);
  });

  it('does nothing but say so in a process without the key', async () => {
    const server = await start({ keyFile: newKeyFile() });
    const { organization, client } = await newLog(server);
    await linesOf(client);
    const directory = await newDirectory();
    const publishing = publish(server, newKeyFile(), [directoryTarget(directory)]);
    await expect.poll(() => publishing.problems, { timeout: 10_000 }).toContain('not_signed');
    expect(publishing.logged.filter((line) => line.includes('does not sign checkpoints'))).toHaveLength(1);
    expect(await sizesIn(directory, organization)).toEqual([]);
    expect((await client.post('/facilities', facilityBody())).status).toBe(201);
  });
});

/** An installation whose backup was restored after more was written and published. */
async function restored() {
  const keyFile = newKeyFile();
  const server = await start({ keyFile });
  const { organization, client } = await newLog(server);
  await makeFacility(client);
  await linesOf(client);
  const backup = path.join(root, `${randomUUID()}.backup`);
  await writeBackup(server.database, createWriteStream(backup));
  // The folder of the key is restored with it.
  const restoredKeyFile = newKeyFile();
  await cp(path.dirname(keyFile), path.dirname(restoredKeyFile), { recursive: true });

  for (let count = 0; count < 5; count++) await makeFacility(client);
  const directory = await newDirectory();
  const before = publish(server, keyFile, [directoryTarget(directory)]);
  await expect.poll(async () => (await sizesIn(directory, organization)).at(-1), { timeout: 10_000 }).toBe(7);
  await before.stop();
  const [, size, lastRoot] = await linesOf(client);

  const database = await openTestDatabase();
  running.push(() => database.close());
  await restoreBackup(database, backup);
  const copy = await start({ keyFile: restoredKeyFile, database });
  return { copy, client: copy.client(client.key), organization, directory, keyFile: restoredKeyFile, size, lastRoot };
}

describe('A restored old backup', () => {
  it('is noticed by a target: reads go on, changes are refused, and nothing is signed until an operator forks', async () => {
    const { copy, client, organization, directory, keyFile, size, lastRoot } = await restored();
    const targets = [directoryTarget(directory)];
    const publishing = publish(copy, keyFile, targets);
    await publishing.compared;
    expect(publishing.problems).toEqual(['contradicted']);
    expect(publishing.logged.join('')).toContain('has a checkpoint of 7 entries, and the log has 2');
    const refused = await client.post('/facilities', facilityBody());
    expect([refused.status, refused.body.message]).toEqual([503, expect.stringContaining('activity fork')]);
    expect((await client.get('/facilities')).body).toHaveLength(1);
    expect((await client.get('/activity/checkpoint')).status).toBe(503);
    expect(await sizesIn(directory, organization)).toEqual([7]);

    const found = await findOrganization(copy.database, organization.slug);
    if (found === undefined) throw new Error('The organization was not restored');
    const log = pino({ enabled: false });
    expect(
      await forkLog(copy.database, found, { keyFile, targets, reason: 'Restored after a disk failure', log }),
    ).toBe(2);
    const [entry] = (await client.get<Record<string, unknown>[]>('/activity?limit=1')).body;
    expect(entry).toMatchObject({
      sequence: 3,
      action: 'forked',
      operationId: 'activity fork',
      changeReason: 'Restored after a disk failure',
      after: { epoch: 2, lastEpoch: 1, lastSize: Number(size), lastRoot },
    });
    expect((await client.post('/facilities', facilityBody())).status).toBe(201);
    const [origin, next] = await linesOf(client);
    expect([origin?.endsWith(`${organization.id}/2`), next]).toEqual([true, '4']);
    await expect(forkLog(copy.database, found, { keyFile, targets, reason: 'again', log })).rejects.toThrow(
      'contradicts no checkpoint',
    );
    await expect.poll(() => sizesIn(directory, organization), { timeout: 10_000 }).toEqual([4, 7]);
  });

  it('is noticed even after it grew beyond the published size', async () => {
    const { copy, client, keyFile, directory } = await restored();
    for (let count = 0; count < 10; count++) await makeFacility(client);
    const publishing = publish(copy, keyFile, [directoryTarget(directory)]);
    await publishing.compared;
    expect(publishing.logged.join('')).toContain('7 entries with another root');
    expect((await client.post('/facilities', facilityBody())).status).toBe(503);
  });

  it('is not confused by a checkpoint that somebody else wrote into the target', async () => {
    const keyFile = newKeyFile();
    const server = await start({ keyFile });
    const { organization, client } = await newLog(server);
    const [origin = ''] = await linesOf(client);
    const directory = await newDirectory();
    const target = directoryTarget(directory);
    await target.publish(origin, 9, `${origin}\n9\n${toBase64(new Uint8Array(32))}\n\n— ${origin} AAAAAAA=\n`);
    const publishing = publish(server, keyFile, [target], { quietMs: 60_000 });
    await publishing.compared;
    expect(publishing.logged.join('')).toContain('that this installation did not sign');
    expect((await client.post('/facilities', facilityBody())).status).toBe(201);
    expect(await sizesIn(directory, organization)).toEqual([9]);
  });
});

describe('The key', () => {
  it('is replaced with an entry in every log, and both keys sign until the former one is deleted', async () => {
    const keyFile = newKeyFile();
    const server = await start({ keyFile });
    const { client } = await newLog(server);
    const keyOf = async () =>
      parseVerifierKey(cryptography.sha256, (await client.must.get('/activity/key')).text.trimEnd());
    const former = await keyOf();
    await rotateCheckpointKey(server.database, keyFile, false);
    const current = await keyOf();
    expect(current.name).toBe(former.name);
    const note = async () => parseCheckpoint((await client.must.get('/activity/checkpoint')).text).note;
    expect(verifiedSignatures(cryptography, await note(), [former, current])).toEqual([
      { key: current },
      { key: former },
    ]);
    const [entry] = (await client.get<Record<string, unknown>[]>('/activity?limit=1')).body;
    expect(entry).toMatchObject({
      action: 'rotated',
      operationId: 'activity rotate-key',
      before: { publicKey: toBase64(former.publicKey) },
      after: { publicKey: toBase64(current.publicKey) },
    });
    await rm(`${keyFile}.old`);
    expect((await note()).signatures).toHaveLength(1);
  });

  it('is in place after a rotation that was interrupted between the database and the file', async () => {
    const keyFile = newKeyFile();
    const server = await start({ keyFile });
    const { client } = await newLog(server);
    await linesOf(client);
    const former = await readFile(keyFile, 'utf8');
    await rotateCheckpointKey(server.database, keyFile, false);
    const current = await readFile(keyFile, 'utf8');
    await rm(`${keyFile}.old`);
    await writeFile(keyFile, former);
    await writeFile(`${keyFile}.new`, current);
    await linesOf(client);
    expect([await readFile(keyFile, 'utf8'), await readFile(`${keyFile}.old`, 'utf8')]).toEqual([current, former]);
  });

  it('that is lost is replaced only on demand', async () => {
    const keyFile = newKeyFile();
    const server = await start({ keyFile });
    const { client } = await newLog(server);
    await linesOf(client);
    await rm(keyFile);
    await expect(rotateCheckpointKey(server.database, keyFile, false)).rejects.toThrow('does not have the key');
    await rotateCheckpointKey(server.database, keyFile, true);
    expect((await linesOf(client))[1]).toBe('2');
  });
});

it('A state that was written before the signer was killed is what is signed next, and no late process takes it back', async () => {
  const keyFile = newKeyFile();
  const server = await start({ keyFile });
  const { organization, client } = await newLog(server);
  await linesOf(client);
  const { id } = organization;
  const before = await readState(stateFolder(keyFile), id);
  if (before === undefined) throw new Error('The signer has no state');
  await makeFacility(client);
  await sealAll(server.database, id);
  // What a process leaves that is killed between writing its state and signing.
  const frontier = await inSnapshot(server.database, (pg) =>
    extendFrom(pg, { organizationId: id, size: 2 }, before.frontier),
  );
  expect(await writeState(stateFolder(keyFile), id, { ...before, frontier })).toBe(true);
  expect((await linesOf(client)).slice(1, 3)).toEqual(['2', toBase64(tree.root(frontier))]);
  expect((await readState(stateFolder(keyFile), id))?.generation).toBe(before.generation + 1);
  expect(await writeState(stateFolder(keyFile), id, before)).toBe(false);
  await makeFacility(client);
  expect((await linesOf(client))[1]).toBe('3');
});
