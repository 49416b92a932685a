import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  EMPTY_TREE,
  parseAddCheckpoint,
  parseCheckpoint,
  parseInclusionProof,
  parseVerifierKey,
  verifiedSignatures,
} from '@raptor-comply/tlog';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { facilityBody, makeFacility } from '../../../test/support/fixtures.ts';
import { scaled } from '../../../test/support/scaled.ts';
import { startTestServer } from '../../../test/support/test-server.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import type { Organization } from '../../operator/organizations.ts';
import { type LogEntry, leafOf } from './leaf.ts';
import { createSigner, stateFolder } from './signer.ts';
import { cryptography } from './signing-key.ts';
import { tree } from './tree.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'raptor-comply-signer-'));
});
afterAll(() => rm(directory, { recursive: true }));

const server = useTestServer();

interface Log {
  readonly organization: Organization;
  readonly client: Client;
}

async function newLog(entries = 3): Promise<Log> {
  const organization = await server.newOrganization();
  const client = server.client(await server.newKey(organization));
  for (let count = 1; count < entries; count++) await makeFacility(client);
  return { organization, client };
}

const text = async ({ client }: Log, query: string): Promise<string> =>
  (await client.must.get(`/activity/${query}`)).text;

async function verified(log: Log) {
  const key = parseVerifierKey(cryptography.sha256, (await text(log, 'key')).trimEnd());
  const { checkpoint, note } = parseCheckpoint(await text(log, 'checkpoint'));
  expect(verifiedSignatures(cryptography, note, [key])).toEqual([{ key }]);
  expect(checkpoint.origin).toBe(key.name);
  return checkpoint;
}

async function leaves({ client }: Log): Promise<Uint8Array[]> {
  const { text } = await client.must.get('/activity', { accept: 'application/x-ndjson' });
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { actor, changeReason, operationId, requestId, ...entry } = JSON.parse(line);
      return leafOf({ ...entry, context: { actor, changeReason, operationId, requestId } } as LogEntry);
    });
}

const rootOf = (all: readonly Uint8Array[]): Uint8Array =>
  tree.root(all.reduce((frontier, leaf) => tree.append(frontier, tree.leafHash(leaf)).frontier, EMPTY_TREE));

/** Changes what triggers protect. */
async function tamper(...statements: string[]): Promise<void> {
  for (const text of [
    'alter table activity_entries disable trigger refuse_change',
    ...statements,
    'alter table activity_entries enable trigger refuse_change',
  ]) {
    await server.database.query({ text });
  }
}

/** Takes a log back to its first entries, as restoring an old backup does. */
const cut = ({ organization: { id } }: Log, size: number): Promise<void> =>
  tamper(
    `delete from activity_entries where organization_id = '${id}' and sequence > ${size}`,
    `delete from activity_trees where organization_id = '${id}'`,
    `delete from activity_tiles where organization_id = '${id}'`,
  );

describe('GET /activity/checkpoint', () => {
  it('signs every committed entry under an origin that names installation, organization, and epoch', async () => {
    const log = await newLog(5);
    const { origin, size, root } = await verified(log);
    expect(origin).toMatch(new RegExp(`^raptor-comply/[0-9a-f-]{36}/${log.organization.id}/1$`));
    expect([size, Buffer.from(root)]).toEqual([5, rootOf(await leaves(log))]);
    await makeFacility(log.client);
    expect((await verified(log)).size).toBe(6);
  });

  it('has three lines, and each organization has its own', async () => {
    const [one, other] = [await newLog(), await newLog()];
    const note = await text(one, 'checkpoint');
    expect(note.split('\n\n')[0]?.split('\n')).toHaveLength(3);
    expect((await verified(other)).origin).not.toBe((await verified(one)).origin);
    const { headers } = await one.client.must.get('/activity/checkpoint');
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });
});

describe('GET /activity/proof', () => {
  it('proves every entry as it is, and no other', async () => {
    const log = await newLog(scaled(300, 20));
    const all = await leaves(log);
    for (const [index, leaf] of all.entries()) {
      const proof = parseInclusionProof(await text(log, `proof?sequence=${index + 1}`));
      const { checkpoint } = parseCheckpoint(`${proof.note.text}\n— x AAAAAAA=\n`);
      expect(proof.index).toBe(index);
      expect(tree.verifyInclusion({ index, hash: tree.leafHash(leaf) }, checkpoint, proof.hashes)).toBe(true);
      const changed = tree.leafHash(Buffer.concat([leaf, Buffer.from(' ')]));
      expect(tree.verifyInclusion({ index, hash: changed }, checkpoint, proof.hashes)).toBe(false);
    }
  });

  it('refuses an entry that the log does not have', async () => {
    const log = await newLog(3);
    for (const [query, message] of [
      ['sequence=4', 'sequence must be at most 3, the number of entries in the log'],
      ['sequence=0', 'sequence must be at least 1'],
      ['sequence=x', 'sequence must be a whole number'],
    ]) {
      const { status, body } = await log.client.get(`/activity/proof?${query}`);
      expect([status, body.message, body.field]).toEqual([422, message, 'sequence']);
    }
  });

  it('is not made from a tile that was changed', async () => {
    const log = await newLog(4);
    await verified(log);
    await server.database.query({
      text: 'update activity_tiles set hashes = set_byte(hashes, 39, get_byte(hashes, 39) # 1) where organization_id = $1',
      values: [log.organization.id],
    });
    const { status, body } = await log.client.get('/activity/proof?sequence=1');
    expect([status, body.message]).toEqual([503, expect.stringContaining('tiles of this activity log are damaged')]);
  });
});

describe('GET /activity/consistency', () => {
  it('proves that the log begins with every earlier checkpoint, as a witness reads it', async () => {
    const log = await newLog(9);
    const earlier = await leaves(log);
    for (let from = 0; from <= earlier.length; from++) {
      const request = parseAddCheckpoint(await text(log, `consistency?from=${from}`));
      const { checkpoint } = parseCheckpoint(`${request.note.text}\n— x AAAAAAA=\n`);
      expect(request.oldSize).toBe(from);
      const old = { size: from, root: rootOf(earlier.slice(0, from)) };
      expect(tree.verifyConsistency(old, checkpoint, request.hashes)).toBe(true);
    }
    const { status, body } = await log.client.get('/activity/consistency?from=10');
    expect([status, body.message]).toEqual([422, 'from must be at most 9, the number of entries in the log']);
  });
});

describe('The signer', () => {
  it('refuses a log that is shorter than what it signed, and changes to it', async () => {
    const log = await newLog(6);
    await verified(log);
    await cut(log, 4);
    const { status, body } = await log.client.get('/activity/checkpoint');
    expect([status, body.message]).toEqual([503, expect.stringContaining('"raptor-comply activity fork"')]);
    const { status: refused, body: why, headers } = await log.client.post('/facilities', facilityBody());
    expect([refused, why.message]).toEqual([503, expect.stringContaining('contradicts a checkpoint')]);
    expect(headers.get('retry-after')).toBe('60');
    expect((await log.client.get('/facilities')).status).toBe(200);
    expect(server.logged.join('')).toContain('the signer has signed 6 entries, and the log has 4');
  });

  it('never takes a root from the database: a log that was rewritten is not signed', async () => {
    const log = await newLog(5);
    await verified(log);
    // The thief rewrites an entry, and the sealer builds a tree that fits it.
    await tamper(
      `update activity_entries set context = '{}' where organization_id = '${log.organization.id}' and sequence = 2`,
      `delete from activity_trees where organization_id = '${log.organization.id}'`,
      `delete from activity_tiles where organization_id = '${log.organization.id}'`,
    );
    expect((await log.client.get('/activity/checkpoint')).status).toBe(503);
    expect(server.logged.join('')).toContain('the root of its 5 entries does not follow from what was signed');
  });

  it('keeps its key in a file that only its user can read, and out of the database and the log', async () => {
    const keyFile = path.join(directory, 'private', 'checkpoint-key.pem');
    const own = await startTestServer({ keyFile });
    const client = await own.newClient();
    await client.must.get('/activity/checkpoint');
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    const secret = (await readFile(keyFile, 'utf8')).split('\n')[1] ?? '';
    expect(secret.length).toBeGreaterThan(40);
    const [{ row } = { row: '' }] = await own.database.query<{ row: string }>({
      text: 'select row_to_json(i)::text as row from installation i',
    });
    expect(row).toContain('public_keys');
    const seed = Buffer.from(secret, 'base64').subarray(-32).toString('hex');
    expect([row.includes(seed), own.logged.join('').includes(secret)]).toEqual([false, false]);
    await own.close();
  });

  it('does not sign with another key than the one that is pinned, and says so', async () => {
    const log = await newLog();
    await verified(log);
    const keyFile = path.join(directory, 'other', 'checkpoint-key.pem');
    const other = await startTestServer({ database: server.database, keyFile });
    const client = other.client(await server.newKey(log.organization));
    for (const query of ['checkpoint', 'key', 'proof?sequence=1', 'consistency']) {
      const { status, body } = await client.get(`/activity/${query}`);
      expect([status, body.message]).toEqual([
        503,
        expect.stringContaining('does not have the key of this installation'),
      ]);
      expect(JSON.stringify(body)).not.toContain(directory);
    }
    expect(other.logged.join('')).toContain(`The file ${keyFile} does not have the key with the public key`);
    await expect(stat(keyFile)).rejects.toThrow('ENOENT');
    await other.close();
  });

  it('signs one line of checkpoints with many processes on one folder, while entries are written', async () => {
    const keyFile = path.join(directory, randomUUID(), 'checkpoint-key.pem');
    const own = await startTestServer({ keyFile });
    const organization = await own.newOrganization();
    const client = own.client(await own.newKey(organization));
    const signers = Array.from({ length: 3 }, () => createSigner({ database: own.database, keyFile, witnesses: [] }));
    let writing = true;
    const signed = Promise.all(
      signers.map(async (signer) => {
        const sizes: number[] = [];
        while (writing) sizes.push((await signer.sign(organization.id)).size);
        return sizes;
      }),
    );
    for (let count = 0; count < scaled(100, 25); count++) await makeFacility(client);
    writing = false;
    for (const sizes of await signed) expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    const files = (await readdir(stateFolder(keyFile))).filter((name) => name.startsWith(organization.id));
    expect(files).toHaveLength(1);
    await own.close();
  });

  it('says that a file of its own is damaged instead of signing without it', async () => {
    const keyFile = path.join(directory, randomUUID(), 'checkpoint-key.pem');
    const own = await startTestServer({ keyFile });
    const client = await own.newClient();
    await client.must.get('/activity/checkpoint');
    const [name = ''] = await readdir(stateFolder(keyFile));
    await writeFile(path.join(stateFolder(keyFile), name), '{');
    const { status, body } = await client.get('/activity/checkpoint');
    expect([status, body.message]).toEqual([503, 'This server cannot sign checkpoints now; its log says why']);
    expect(own.logged.join('')).toContain(`${name} is damaged`);
    await own.close();
  });
});
