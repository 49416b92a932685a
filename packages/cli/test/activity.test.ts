import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openDatabase } from '@raptor-comply/api/kernel/database/database';
import { beforeAll, expect, it } from 'vitest';
import { command, embeddedPlace, startCommand } from './support/processes.ts';
import { usePlace } from './support/use-place.ts';

/** `activity verify`, as an auditor uses it. */

const place = usePlace();
const raptor = (...parameters: string[]) => command(parameters, place.environment);

const WHOLE = /^coop: (\d+) entries, complete and unchanged, checkpoint ((\d+):[0-9a-f]{64})\n$/;

beforeAll(async () => {
  await raptor('orgs', 'create', 'coop', '--name', 'Prairie Cooperative');
  await raptor('orgs', 'create', 'muni', '--name', 'Municipal Light');
  for (const name of ['one', 'two', 'three']) await raptor('keys', 'create', '--org', 'coop', '--name', name);
});

/** As somebody who owns the database and means to deceive. */
async function tamper(text: string): Promise<void> {
  const { DATABASE_URL: databaseUrl, DATA_DIR: dataDir = '' } = place.environment;
  const database = await openDatabase({ databaseUrl, dataDir });
  for (const step of [
    'alter table activity_entries disable trigger refuse_change',
    text,
    'alter table activity_entries enable trigger refuse_change',
  ]) {
    await database.query({ text: step });
  }
  await database.close();
}

it('activity verify says that a log is whole, and prints the checkpoint to keep', async () => {
  const verified = await raptor('activity', 'verify', '--org', 'coop');
  expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(WHOLE), stderr: '' });
  const [, count, checkpoint = ''] = WHOLE.exec(verified.stdout) ?? [];
  expect(count).toBe('3');
  await raptor('keys', 'create', '--org', 'coop', '--name', 'four');
  expect(await raptor('activity', 'verify', '--org', 'coop', '--checkpoint', checkpoint)).toMatchObject({ code: 0 });
  const all = await raptor('activity', 'verify');
  expect(all.stdout).toMatch(/^coop: 4 entries, .*\nmuni: 0 entries, complete and unchanged\n$/);
});

it('activity verify names the first entry that was edited or dropped, and what a checkpoint shows to be missing', async () => {
  await tamper("update activity_entries set actor_label = 'nobody' where sequence = 2");
  const edited = await raptor('activity', 'verify', '--org', 'coop');
  expect(edited).toEqual({
    code: 1,
    stdout: '',
    stderr: 'coop: entry 2 was changed: its hash does not match its content.\n',
  });

  await tamper('delete from activity_entries where sequence >= 2');
  expect(await raptor('activity', 'verify', '--org', 'coop')).toMatchObject({ code: 0 });
  const cut = await raptor('activity', 'verify', '--org', 'coop', '--checkpoint', `4:${'0'.repeat(64)}`);
  expect(cut).toMatchObject({ code: 1, stderr: expect.stringContaining('coop: entry 2 is missing') });
});

it('activity verify checks an exported file without a database, and a log through the running server', async () => {
  const own = await embeddedPlace();
  const run = (...parameters: string[]) => command(parameters, own.environment);
  await run('orgs', 'create', 'coop', '--name', 'Prairie Cooperative');
  const key = (await run('keys', 'create', '--org', 'coop', '--role', 'admin')).stdout.trim();
  await run('keys', 'create', '--org', 'coop', '--name', 'second');
  const server = startCommand(['serve'], own.environment);
  const [, url = ''] = await server.seen('stdout', /listening at (\S+)\n/);
  expect((await run('activity', 'verify', '--org', 'coop')).stdout).toMatch(WHOLE);
  const answer = await fetch(`${url}/activity`, { headers: { 'x-api-key': key, accept: 'application/x-ndjson' } });
  const exported = await answer.text();
  server.process.kill('SIGTERM');
  await server.ended;

  const verifyText = async (text: string) => {
    const file = path.join(own.environment.DATA_DIR ?? '', 'activity.ndjson');
    await writeFile(file, text);
    return command(['activity', 'verify', '--file', file], { DATA_DIR: '/nowhere' });
  };
  expect(await verifyText(exported)).toMatchObject({ code: 0, stdout: expect.stringContaining('2 entries, complete') });
  const odd = exported.replace('second', 'sec\u2028ond');
  expect((await verifyText(odd)).stderr).toContain('entry 2 was changed');
  const [first = '', second = ''] = exported.split('\n');
  expect((await verifyText(`${second}\n`)).stderr).toContain('starts with entry 2');
  expect((await verifyText(`${second}\n${first}\n`)).stderr).toContain('entry 1 is out of order');
  expect((await verifyText(exported.replace('second', 'Second'))).stderr).toContain('entry 2 was changed');
  expect((await verifyText('not json\n')).stderr).toContain('line 1 is not an entry');
  await own.remove();
});

it('activity verify refuses options that make no sense together', async () => {
  expect(await raptor('activity', 'verify', '--checkpoint', 'x')).toMatchObject({ code: 2 });
  expect(await raptor('activity', 'verify', '--checkpoint', `1:${'0'.repeat(64)}`)).toMatchObject({ code: 2 });
  expect(await raptor('activity', 'verify', '--org', 'coop', '--file', 'x')).toMatchObject({ code: 2 });
});
