import { readFile, stat } from 'node:fs/promises';
import { connectServer, type Database } from '@raptor-comply/api/kernel/database/database';
import { verifyPackage } from '@raptor-comply/verifier';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptography } from '../../tlog/test/platform.ts';
import { serverPlace, useDirectory, usePlace } from './support/places.ts';
import { command } from './support/processes.ts';

const place = usePlace(serverPlace);
const inDirectory = useDirectory();
const raptor = (...parameters: string[]) => command(parameters, place.environment);
const write = (file: string, from: string, to: string, ...more: string[]) =>
  raptor('audit-package', inDirectory(file), '--org', 'coop', '--from', from, '--to', to, ...more);

let database: Database;
let first: string;

beforeAll(async () => {
  await raptor('orgs', 'create', 'coop', '--name', 'Prairie Cooperative');
  await raptor('keys', 'create', '--org', 'coop', '--name', 'one');
  database = connectServer(place.environment.DATABASE_URL ?? '');
  const [entry] = await database.query<{ moment: string }>({
    text: 'select activity_moment(min(occurred_at)) as moment from activity_entries',
  });
  first = entry?.moment ?? '';
  await raptor('keys', 'create', '--org', 'coop', '--name', 'two');
});
afterAll(() => database.close());

describe('audit-package', () => {
  it('writes an archive that only this user can read, and that is verified without the server', async () => {
    const now = new Date().toISOString();
    expect(await write('whole.zip', first, now)).toMatchObject({ code: 0, stdout: expect.stringContaining('Wrote ') });
    const file = inDirectory('whole.zip');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const files = new Map(Object.entries(unzipSync(await readFile(file))));
    expect(new TextDecoder().decode(files.get('to/api-keys.csv'))).toContain('two');
    expect(verifyPackage(cryptography, files)).toMatchObject({ color: 'yellow', manifest: { from: first, to: now } });
    const key = new TextDecoder().decode(files.get('key.txt'));
    const checkpoint = new TextDecoder().decode(files.get('checkpoint.note'));
    expect(verifyPackage(cryptography, files, { key, checkpoint }).color).toBe('green');
  });

  it('overwrites no file, and leaves none when it refuses a period or a facility', async () => {
    const now = new Date().toISOString();
    const refusals = [
      [await write('whole.zip', first, now), 'already exists'],
      [await write('early.zip', '2020-01-01', now), 'the first entry is of'],
      [await write('future.zip', first, '2199-01-01'), 'must not be in the future'],
      [await write('unknown.zip', first, now, '--facility', 'WR1'), 'facilityId'],
    ] as const;
    for (const [{ code, stderr }, problem] of refusals)
      expect([code, stderr]).toEqual([1, expect.stringContaining(problem)]);
    expect(await write('wrong.zip', 'yesterday', now)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--from'),
    });
    for (const name of ['early', 'future', 'unknown', 'wrong']) {
      await expect(stat(inDirectory(`${name}.zip`))).rejects.toThrow('ENOENT');
    }
  });
});
