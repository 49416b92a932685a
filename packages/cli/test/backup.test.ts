import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { Load } from './support/crash-load.ts';
import { command, embeddedPlace, newPlace, type Place, SENTENCE, startCommand } from './support/processes.ts';
import { usePlace } from './support/use-place.ts';

/** `backup` and `restore`, as an operator uses them. */

const place = usePlace();
const files = usePlace(embeddedPlace);
let key: string;

const inFiles = (name: string) => path.join(path.dirname(files.environment.DATA_DIR ?? ''), name);
const raptor = (...parameters: string[]) => command(parameters, place.environment);

beforeAll(async () => {
  await raptor('orgs', 'create', 'coop', '--name', 'Prairie Cooperative');
  key = (await raptor('keys', 'create', '--org', 'coop', '--role', 'admin')).stdout.trim();
});

const serve = async (environment: Place['environment']) => {
  const server = startCommand(['serve'], { ...environment, RATE_LIMIT: '1000000' });
  const [, url = ''] = await server.seen('stdout', /listening at (\S+)\n/);
  return { server, url };
};

const answers = async (url: string, asOf = '') =>
  (await fetch(`${url}/facilities${asOf}`, { headers: { 'x-api-key': key } })).text();

it('a backup takes all of one moment while the server works, and restores to either kind of database', async () => {
  const { server, url } = await serve(place.environment);
  const load = new Load(key, 4);
  load.start(url);
  while (load.acknowledged.size < 30) await new Promise((resolve) => setTimeout(resolve, 5));
  const before = new Set(load.acknowledged);
  const file = inFiles('busy.backup');
  const made = await raptor('backup', file);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Backed up \d+ rows of 1 organizations to /) });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  while (load.acknowledged.size < before.size + 30) await new Promise((resolve) => setTimeout(resolve, 5));
  await load.stop();
  // Some readers of lines end one at these characters.
  const odd = await fetch(`${url}/facilities?limit=1`, { headers: { 'x-api-key': key } });
  const [{ id }] = (await odd.json()) as [{ id: string }];
  await fetch(`${url}/facilities/${id}`, {
    method: 'PATCH',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ nercRegistrationId: 'A\u2028B\u2029C\u0085' }),
  });
  const several = await Promise.all([1, 2, 3].map((n) => raptor('backup', inFiles(`at-once-${n}.backup`))));
  expect(several.map(({ code, stderr }) => [code, stderr])).toEqual([0, 0, 0].map((code) => [code, '']));

  for (const target of [await embeddedPlace(), await newPlace()]) {
    const restored = await command(['restore', file], target.environment);
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('Restored') });
    const verified = await command(['activity', 'verify'], target.environment);
    const [, count = ''] = /^coop: (\d+) entries, complete and unchanged/.exec(verified.stdout) ?? [];
    const copy = await serve(target.environment);
    const titles = (JSON.parse(await answers(copy.url)) as { title: string }[]).map(({ title }) => title);
    // A key's entry, and one for each facility.
    expect(titles).toHaveLength(Number(count) - 1);
    expect([...before].filter((title) => !titles.includes(title))).toEqual([]);
    // What was, is answered by the copy as by the original; and both go on.
    const log = await fetch(`${copy.url}/activity/checkpoint`, { headers: { 'x-api-key': key } });
    const { occurredAt } = (await log.json()) as { occurredAt: string };
    expect(await answers(copy.url, `?asOf=${occurredAt}`)).toBe(await answers(url, `?asOf=${occurredAt}`));
    const more = new Load(key, 2);
    more.start(copy.url);
    while (more.acknowledged.size < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await more.stop();
    copy.server.process.kill('SIGTERM');
    await copy.server.ended;
    expect(await command(['activity', 'verify'], target.environment)).toMatchObject({ code: 0 });
    await target.remove();
  }
  server.process.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ code: 0 });
}, 240_000);

it('restore refuses a damaged file before it touches anything', async () => {
  const file = inFiles('whole.backup');
  expect(await raptor('backup', file)).toMatchObject({ code: 0 });
  const whole = await readFile(file);
  const damaged = inFiles('damaged.backup');
  const target = await embeddedPlace();
  const refused = async () => {
    const { code, stdout, stderr } = await command(['restore', damaged], target.environment);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(SENTENCE);
    await expect(stat(target.environment.DATA_DIR ?? '')).rejects.toThrow('ENOENT');
  };
  for (const at of [20, Math.floor(whole.length / 2), whole.length - 30]) {
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] ?? 0) ^ 0x10;
    await writeFile(damaged, flipped);
    await refused();
  }
  await writeFile(damaged, whole);
  await truncate(damaged, whole.length - 100);
  await refused();
  await writeFile(damaged, 'not a backup');
  await refused();
  await target.remove();
}, 120_000);

it('backup overwrites no file, and restore no database that has something in it', async () => {
  const file = inFiles('kept.backup');
  await writeFile(file, 'mine');
  expect(await raptor('backup', file)).toMatchObject({ code: 1, stderr: expect.stringMatching(SENTENCE) });
  expect(await readFile(file, 'utf8')).toBe('mine');
  const again = inFiles('again.backup');
  await raptor('backup', again);
  const refused = await raptor('restore', again);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('not empty') });
});
