import { writeFile } from 'node:fs/promises';
import { sealAll } from '@raptor-comply/api/kernel/activity/sealer';
import { connectServer, type Database, withOwner } from '@raptor-comply/api/kernel/database/database';
import { checkpointText, formatNote, formatVerifierKey } from '@raptor-comply/tlog';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSigner } from '../../tlog/test/platform.ts';
import { serverPlace, useDirectory, usePlace } from './support/places.ts';
import { command, SENTENCE, startServer, stop } from './support/processes.ts';

/** `activity verify`, as an auditor uses it. */

const place = usePlace(serverPlace);
const inDirectory = useDirectory();
const raptor = (...parameters: string[]) => command(parameters, place.environment);
const verify = (...parameters: string[]) => raptor('activity', 'verify', ...parameters);

let database: Database;
beforeAll(async () => {
  await raptor('orgs', 'create', 'coop', '--name', 'Prairie Cooperative');
  await raptor('orgs', 'create', 'muni', '--name', 'Municipal Light');
  for (const name of ['one', 'two', 'three']) await raptor('keys', 'create', '--org', 'coop', '--name', name);
  database = connectServer(place.environment.DATABASE_URL ?? '');
});
afterAll(() => database.close());

/** As somebody who owns the database and means to deceive. */
const tamper = (text: string) =>
  withOwner(database, (client) => client.query(`begin; set local session_replication_role = replica; ${text}; commit`));

/** Keeps a checkpoint of an organization's log as it is sealed now. Returns the file. */
async function keepCheckpoint(slug: string, name: string): Promise<string> {
  await sealAll(database);
  const [head] = await database.query<{ id: string; size: number; root: Buffer }>({
    text: `select o.id, t.size::float as size, t.root from organizations o join activity_trees t on t.organization_id = o.id
            where o.slug = $1`,
    values: [slug],
  });
  if (head === undefined) throw new Error(`Nothing of ${slug} is sealed`);
  const origin = `raptor-comply/test/${head.id}/1`;
  // Whoever keeps a checkpoint has checked its signature.
  const signature = { name: origin, keyId: new Uint8Array(4), signature: new Uint8Array(64) };
  const text = checkpointText({ origin, ...head });
  await writeFile(inDirectory(name), formatNote({ text, signatures: [signature] }));
  return inDirectory(name);
}

describe('activity verify', () => {
  it('says that logs are whole, and what is not sealed yet', async () => {
    expect(await verify('--org', 'coop')).toEqual({
      code: 0,
      stdout: 'coop: 3 entries, complete and unchanged; 3 not sealed yet\n',
      stderr: '',
    });
    const checkpoint = await keepCheckpoint('coop', 'three');
    await raptor('keys', 'create', '--org', 'coop', '--name', 'four');
    const whole = 'coop: 4 entries, complete and unchanged; 1 not sealed yet\n';
    expect(await verify('--org', 'coop', '--checkpoint', checkpoint)).toMatchObject({ code: 0, stdout: whole });
    await sealAll(database);
    expect(await verify()).toMatchObject({
      code: 0,
      stdout: 'coop: 4 entries, complete and unchanged\nmuni: 0 entries, complete and unchanged\n',
    });
  });

  it('ends with code 1 and says what was tampered with, where, and since when', async () => {
    await tamper(`update api_keys set key_sha256 = sha256('mine') where name = 'two'`);
    const digest = await verify();
    expect(digest).toMatchObject({ code: 1, stdout: 'muni: 0 entries, complete and unchanged\n' });
    expect(digest.stderr).toMatch(
      /^coop: api-keys [0-9a-f-]{36} was changed after its last entry without an entry: field keySha256; this was done after 20\S+Z\.\n$/,
    );
    await tamper(`delete from api_keys where name = 'two'`);
    expect(await verify('--org', 'coop')).toMatchObject({ code: 1, stderr: expect.stringContaining('is missing') });

    const own = "organization_id = (select id from organizations where slug = 'coop')";
    await tamper(`update activity_entries set context = '{"actor":{"label":"nobody"}}' where ${own} and sequence = 3`);
    const edited = await verify('--org', 'coop');
    expect(edited.stderr).toMatch(/coop: entry 3 is not the one that was sealed: .* after 20\S+Z\..*is missing/);
  });

  it('finds a log that was cut off or written anew by its kept checkpoint alone', async () => {
    await raptor('orgs', 'create', 'cut', '--name', 'Cut');
    await raptor('keys', 'create', '--org', 'cut', '--name', 'one');
    await raptor('keys', 'create', '--org', 'cut', '--name', 'two');
    const checkpoint = await keepCheckpoint('cut', 'cut');
    const own = "organization_id = (select id from organizations where slug = 'cut')";
    await tamper(
      ['api_keys', 'activity_entries', 'activity_trees', 'activity_tiles']
        .map((table) => `delete from ${table} where ${own}`)
        .join('; '),
    );
    expect(await verify('--org', 'cut')).toMatchObject({ code: 0, stdout: 'cut: 0 entries, complete and unchanged\n' });
    expect(await verify('--org', 'cut', '--checkpoint', checkpoint)).toMatchObject({
      code: 1,
      stderr: 'cut: the log has 0 entries, and a kept checkpoint has 2: its end was cut off.\n',
    });
    for (const name of ['other', 'keys']) await raptor('keys', 'create', '--org', 'cut', '--name', name);
    await sealAll(database);
    expect(await verify('--org', 'cut', '--checkpoint', checkpoint)).toMatchObject({
      code: 1,
      stderr: 'cut: the first 2 entries are not those of the kept checkpoint: the log was rewritten.\n',
    });
  });

  it('ends with code 2 when it could not check', async () => {
    const checkpoint = await keepCheckpoint('coop', 'of-coop');
    await writeFile(inDirectory('text'), 'not a checkpoint');
    for (const parameters of [
      ['--org', 'nobody'],
      ['--org', 'muni', '--checkpoint', checkpoint],
      ['--org', 'coop', '--checkpoint', inDirectory('text')],
      ['--org', 'coop', '--checkpoint', inDirectory('missing')],
      ['--checkpoint', checkpoint],
      ['--org', 'coop', '--key', inDirectory('text')],
      ['--org', 'coop', '--checkpoint', checkpoint, '--key', inDirectory('text')],
      ['--org', 'coop', '--file', 'x'],
      ['--file', 'x'],
    ]) {
      const ended = await verify(...parameters);
      expect(ended, parameters.join(' ')).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(SENTENCE),
      });
    }
    const away = { DATABASE_URL: 'postgres://127.0.0.1:1/nothing' };
    expect(await command(['activity', 'verify'], away)).toMatchObject({ code: 2 });
  });

  it('verifies a log through the running server, and its export without a database', async () => {
    await raptor('orgs', 'create', 'exporting', '--name', 'Exporting');
    const key = (await raptor('keys', 'create', '--org', 'exporting', '--role', 'admin')).stdout.trim();
    await raptor('keys', 'create', '--org', 'exporting', '--name', 'second');
    const server = await startServer({ ...place.environment, CHECKPOINT_KEY_FILE: inDirectory('checkpoint-key.pem') });
    expect(await verify('--org', 'exporting')).toMatchObject({ code: 0 });
    for (const name of ['checkpoint', 'key']) {
      const response = await fetch(`${server.url}/activity/${name}`, { headers: { 'x-api-key': key } });
      await writeFile(inDirectory(name), await response.text());
    }
    const signed = ['--org', 'exporting', '--checkpoint', inDirectory('checkpoint'), '--key'];
    expect(await verify(...signed, inDirectory('key'))).toMatchObject({ code: 0 });
    await writeFile(inDirectory('other-key'), formatVerifierKey(newSigner('raptor-comply/test').key));
    expect(await verify(...signed, inDirectory('other-key'))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is not a signed checkpoint: none of the given keys has signed it\.\n$/),
    });
    const checkpoint = await keepCheckpoint('exporting', 'exporting');
    const headers = { 'x-api-key': key, accept: 'application/x-ndjson' };
    const exported = await (await fetch(`${server.url}/activity`, { headers })).text();
    await stop(server);

    const verifyText = async (text: string) => {
      const file = inDirectory('activity.ndjson');
      await writeFile(file, text);
      return command(['activity', 'verify', '--file', file, '--checkpoint', checkpoint], { DATA_DIR: '/nowhere' });
    };
    const whole = expect.stringMatching(
      /activity\.ndjson: the first 2 entries are those of the checkpoint of raptor-comply\//,
    );
    expect(await verifyText(exported)).toMatchObject({ code: 0, stdout: whole });
    const [first = '', second = ''] = exported.split('\n');
    const changed = expect.stringContaining('are not those of the checkpoint');
    expect(await verifyText(exported.replace('second', 'sec\u2028ond'))).toMatchObject({ code: 1, stderr: changed });
    expect((await verifyText(`${second}\n`)).stderr).toContain('entry 1 is missing or out of order: entry 2 follows');
    expect((await verifyText(`${first}\n`)).stderr).toContain('it has 1 entry, and the checkpoint has 2');
    expect(await verifyText('not json\n')).toMatchObject({
      code: 2,
      stderr: 'Line 1 is not an entry of an activity log.\n',
    });
  });
});
