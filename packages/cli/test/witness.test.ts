import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startPublisher } from '@raptor-comply/api/kernel/activity/publisher';
import { createSigner, stateFolder } from '@raptor-comply/api/kernel/activity/signer';
import { cryptography } from '@raptor-comply/api/kernel/activity/signing-key';
import { connectServer } from '@raptor-comply/api/kernel/database/database';
import { createLogger } from '@raptor-comply/api/kernel/ops/log';
import {
  EMPTY_TREE,
  formatAddCheckpoint,
  merkleTree,
  parseAddCheckpoint,
  parseCheckpoint,
  parseVerifierKey,
  verifiedSignatures,
} from '@raptor-comply/tlog';
import { expect, it } from 'vitest';
import { facilityBody } from '../../api/test/support/fixtures.ts';
import { scaled } from '../../api/test/support/scaled.ts';
import { newAdminKey } from './support/crashes.ts';
import { serverPlace, useDirectory, usePlace } from './support/places.ts';
import { command, type Environment, SENTENCE, startCommand, startServer, stop } from './support/processes.ts';

/** Witnesses as processes of their own, beside a server on PostgreSQL. */

const inDirectory = useDirectory();
const place = usePlace(serverPlace);

const SHORT = { timeout: 20_000, interval: 100 };

/** A caller of a server. */
const caller = (url: string, key: string) => ({
  text: async (query: string) => (await fetch(`${url}/activity/${query}`, { headers: { 'x-api-key': key } })).text(),
  async create(): Promise<number> {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' };
    const response = await fetch(`${url}/facilities`, {
      method: 'POST',
      headers,
      body: JSON.stringify(facilityBody()),
    });
    return response.status;
  },
});

async function startWitness(dir: string) {
  const running = startCommand(['witness', '--dir', dir, '--name', 'witness.example/w1', '--listen', '127.0.0.1:0']);
  const [, line = ''] = await running.seen('stdout', /Witness (\S+)\n/);
  const [, url = ''] = await running.seen('stdout', /listening at (\S+)\n/);
  return { ...running, url, key: parseVerifierKey(cryptography.sha256, line) };
}

type Witness = Awaited<ReturnType<typeof startWitness>>;

/** Publishes to a witness at once, on the server's database and with its key. */
function publish(environment: Environment, witness: Witness) {
  const database = connectServer(environment.DATABASE_URL ?? '');
  const keyFile = environment.CHECKPOINT_KEY_FILE ?? '';
  const logged: string[] = [];
  const publisher = startPublisher({
    database,
    signer: createSigner({ database, keyFile, witnesses: [witness.key] }),
    targets: [],
    witnesses: [{ key: witness.key, url: witness.url }],
    log: createLogger('info', { write: (text) => logged.push(text) }),
    report: () => {},
    stopping: new AbortController(),
    quietMs: 50,
  });
  return {
    database,
    logged,
    compared: publisher.compared,
    async stop() {
      await publisher.stop();
      await database.close();
    },
  };
}

const post = async (url: string, body: string) => {
  const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

it('a witness signs what only grows, and shows that an old backup was restored until an operator forks the log', async () => {
  const keyFile = inDirectory('key/checkpoint-key.pem');
  const environment: Environment = { ...place.environment, CHECKPOINT_KEY_FILE: keyFile };
  const key = await newAdminKey(environment);
  const server = await startServer(environment);
  const { text, create } = caller(server.url, key);
  const witness = await startWitness(inDirectory('witness'));
  const logKey = (await text('key')).trim();

  // A log that it does not know.
  const [unknown, small] = [await text('consistency'), await text('checkpoint')];
  expect((await post(witness.url, unknown)).status).toBe(404);
  await writeFile(inDirectory('witness/logs'), `# Prairie Cooperative\n${logKey}\n`);
  const publisher = publish(environment, witness);
  const cosigned = async () => {
    const { note } = parseCheckpoint(await text('checkpoint'));
    return verifiedSignatures(cryptography, note, [parseVerifierKey(cryptography.sha256, logKey), witness.key]).map(
      ({ key: { name } }) => name,
    );
  };
  for (let count = 0; count < 3; count++) {
    expect(await create()).toBe(201);
    await expect.poll(cosigned, SHORT).toContain('witness.example/w1');
  }
  await publisher.stop();

  // The protocol: the wrong size, the right one, an old checkpoint, a forged one, another body.
  const stale = await post(witness.url, unknown);
  expect(stale).toEqual({ status: 409, type: 'text/x.tlog.size', text: '4\n' });
  const again = parseAddCheckpoint(await text('consistency?from=4'));
  const { status, text: line } = await post(witness.url, formatAddCheckpoint(again));
  expect([status, line]).toEqual([200, expect.stringMatching(/^— witness\.example\/w1 \S+\n$/)]);
  const old = { ...parseCheckpoint(small), oldSize: 4, hashes: [] };
  expect((await post(witness.url, formatAddCheckpoint(old))).status).toBe(400);
  const forged = { ...again, note: { ...again.note, text: again.note.text.replace('\n4\n', '\n5\n') } };
  expect((await post(witness.url, formatAddCheckpoint(forged))).status).toBe(403);
  expect((await post(witness.url, 'old 1\n')).status).toBe(400);
  expect((await post(witness.url, 'x'.repeat(100_000))).status).toBe(413);
  expect((await fetch(`${witness.url}/other`)).status).toBe(404);
  await create();
  const wrong = parseAddCheckpoint(await text('consistency?from=4'));
  const hashes = wrong.hashes.map((hash, index) => (index === 0 ? hash.map((byte) => byte ^ 1) : hash));
  expect((await post(witness.url, formatAddCheckpoint({ ...wrong, hashes }))).status).toBe(422);

  // A restart knows what was signed.
  await stop(witness);
  const restarted = await startWitness(inDirectory('witness'));
  expect(restarted.key).toEqual(witness.key);
  expect((await post(restarted.url, unknown)).text).toBe('4\n');

  // The database and the folder of the key are taken back to two entries.
  await stop(server);
  const database = connectServer(environment.DATABASE_URL ?? '');
  for (const sql of [
    'alter table activity_entries disable trigger refuse_change',
    'delete from activity_entries where sequence > 2',
    'delete from activity_trees',
    'delete from activity_tiles',
    'delete from activity_cosignatures',
    'alter table activity_entries enable trigger refuse_change',
  ]) {
    await database.query({ text: sql });
  }
  await database.close();
  await rm(stateFolder(keyFile), { recursive: true });
  const line1 = `${(await readFile(inDirectory('witness/witness.pub'), 'utf8')).trim()} ${restarted.url}`;
  const restored = await startServer({ ...environment, WITNESS_URLS: line1 });
  const after = caller(restored.url, key);
  await expect.poll(after.create, SHORT).toBe(503);
  expect(await after.text('checkpoint')).toContain('contradicts a checkpoint');
  const fork = await command(['activity', 'fork', '--org', 'coop', '--reason', 'Disk failure'], environment);
  expect(fork).toMatchObject({ code: 0, stdout: expect.stringContaining('in epoch 2 now') });
  expect(await after.create()).toBe(201);
  expect((await after.text('checkpoint')).split('\n')[0]).toMatch(/\/2$/);
  const nothing = await command(['activity', 'fork', '--org', 'coop', '--reason', 'Again'], environment);
  expect(nothing).toMatchObject({ code: 1, stderr: expect.stringMatching(SENTENCE) });
  await stop(restarted);
  await stop(restored);
  expect((await restored.ended).stderr).toContain(
    'the witness witness.example/w1 has a checkpoint of 4 entries, and the log has',
  );
}, 120_000);

const own = usePlace(serverPlace);

it('a witness on a laptop fetches checkpoints, sends its cosignatures back, and notices a log that was cut', async () => {
  const keyFile = inDirectory('own/checkpoint-key.pem');
  const environment: Environment = { ...own.environment, CHECKPOINT_KEY_FILE: keyFile };
  const key = await newAdminKey(environment);
  const dir = inDirectory('laptop');
  const server = await startServer(environment);
  const pull = (url: string) =>
    command(['witness', '--dir', dir, '--name', 'laptop', '--pull', url], { RAPTOR_COMPLY_API_KEY: key });
  const first = await pull(server.url);
  expect(first).toMatchObject({ code: 1, stderr: expect.stringMatching(SENTENCE) });
  const [, witnessKey = ''] = /add (\S+) to its WITNESS_URLS/.exec(first.stderr) ?? [];
  await stop(server);

  const known = await startServer({ ...environment, WITNESS_URLS: witnessKey });
  const { text, create } = caller(known.url, key);
  expect(await create()).toBe(201);
  expect(await pull(known.url)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Signed 2 entries of raptor-comply\//),
  });
  const { note } = parseCheckpoint(await text('checkpoint'));
  const [cosignature] = verifiedSignatures(cryptography, note, [parseVerifierKey(cryptography.sha256, witnessKey)]);
  expect(Math.abs((cosignature?.time ?? 0) - Date.now() / 1000)).toBeLessThan(60);

  // A server of a thief, with a log that does not begin with what was signed.
  await stop(known);
  const database = connectServer(environment.DATABASE_URL ?? '');
  for (const sql of [
    'alter table activity_entries disable trigger refuse_change',
    'update activity_entries set salt = gen_random_uuid() where sequence = 1',
    'delete from activity_trees',
    'delete from activity_tiles',
  ]) {
    await database.query({ text: sql });
  }
  await database.close();
  await rm(stateFolder(keyFile), { recursive: true });
  const thief = await startServer({ ...environment, WITNESS_URLS: witnessKey });
  const refused = await pull(thief.url);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(SENTENCE)]);
  expect(refused.stderr).toContain('was not signed');
  await stop(thief);
}, 120_000);

const KILLS = scaled(8, 2);

it('a server that is killed again and again signs one line of checkpoints', async () => {
  const keyFile = inDirectory('killed/checkpoint-key.pem');
  const environment: Environment = { ...own.environment, CHECKPOINT_KEY_FILE: keyFile };
  const database = connectServer(environment.DATABASE_URL ?? '');
  await database.query({ text: "update installation set public_keys = '{}'" });
  await database.query({ text: 'delete from activity_logs' });
  await database.close();
  await command(['orgs', 'create', 'killed', '--name', 'Killed'], environment);
  const key = (await command(['keys', 'create', '--org', 'killed', '--role', 'admin'], environment)).stdout.trim();
  const tree = merkleTree(cryptography.sha256);
  let last = { size: 0, root: tree.root(EMPTY_TREE) };
  for (let kill = 0; kill < KILLS; kill++) {
    // Two processes with one folder.
    const servers = await Promise.all([startServer(environment), startServer(environment)]);
    const callers = servers.map(({ url }) => caller(url, key));
    const request = parseAddCheckpoint((await callers[kill % 2]?.text(`consistency?from=${last.size}`)) ?? '');
    const { checkpoint } = parseCheckpoint(`${request.note.text}\n— x AAAAAAA=\n`);
    expect(tree.verifyConsistency(last, checkpoint, request.hashes)).toBe(true);
    last = checkpoint;
    const seen: number[] = [];
    const asking = callers.map(async ({ text, create }) => {
      for (;;) {
        await create();
        const { checkpoint } = parseCheckpoint(await text('checkpoint'));
        if (checkpoint.size > last.size) last = checkpoint;
        seen.push(checkpoint.size);
      }
    });
    await expect.poll(() => seen.length, SHORT).toBeGreaterThan(3);
    await wait(7 * kill);
    for (const { process } of servers) process.kill('SIGKILL');
    // The connections of the killed servers end all requests.
    await Promise.allSettled(asking);
    await Promise.all(servers.map(({ ended }) => ended));
  }
  expect(last.size).toBeGreaterThan(3 * KILLS);
}, 120_000);

it('the witness command says what is missing', async () => {
  const dir = inDirectory('usage');
  await mkdir(dir);
  for (const parameters of [
    ['--dir', dir],
    ['--dir', dir, '--listen', '1', '--pull', 'http://127.0.0.1:1'],
    ['--dir', dir, '--pull', 'http://127.0.0.1:1'],
    ['--dir', dir, '--listen', 'nonsense'],
  ]) {
    const { code, stderr } = await command(['witness', ...parameters]);
    expect([parameters, code, stderr]).toEqual([parameters, 2, expect.stringMatching(SENTENCE)]);
  }
  const away = await command(['witness', '--dir', dir, '--pull', 'http://127.0.0.1:1', '--key', 'x']);
  expect(away).toMatchObject({ code: 1, stderr: 'The installation at http://127.0.0.1:1 does not respond.\n' });
  await writeFile(path.join(dir, 'logs'), 'nonsense\n');
  const witness = await startWitness(dir);
  const checkpoint = 'old 0\n\na\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— a AAAAAAAA\n';
  expect((await post(witness.url, checkpoint)).status).toBe(500);
  witness.process.kill('SIGTERM');
  expect((await witness.ended).stderr).toContain('logs must have a verifier key in each line');
});
