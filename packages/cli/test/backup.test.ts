import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { scaled } from '../../api/test/support/scaled.ts';
import { Load } from './support/crash-load.ts';
import { newAdminKey } from './support/crashes.ts';
import { embeddedPlace, emptyServerPlace, type Place, serverPlace, useDirectory, usePlace } from './support/places.ts';
import { command, SENTENCE, startServer, stop } from './support/processes.ts';

/** `backup` and `restore`, as an operator uses them. */

const place = usePlace(serverPlace);
const inDirectory = useDirectory();
let key: string;

const raptor = (...parameters: string[]) => command(parameters, place.environment);

beforeAll(async () => {
  key = await newAdminKey(place.environment);
});

/** Characters at which some readers of lines end one. */
const LINE_ENDS = 'A\u2028B\u2029C';

const serve = ({ environment }: Place) => startServer({ ...environment, RATE_LIMIT: '1000000' });
const get = async (url: string) => (await fetch(url, { headers: { 'x-api-key': key } })).text();

it('a backup takes all of one moment while the server works, and restores to either kind of database', async () => {
  const server = await serve(place);
  const load = new Load(key, 4);
  load.start(server.url);
  await load.more(30);
  const before = new Set(load.acknowledged);
  const [{ id }] = JSON.parse(await get(`${server.url}/facilities?limit=1`)) as [{ id: string }];
  await fetch(`${server.url}/facilities/${id}`, {
    method: 'PATCH',
    headers: {
      'x-api-key': key,
      'content-type': 'application/json',
      'x-change-reason': Buffer.from(LINE_ENDS).toString('latin1'),
    },
    body: '{"nercRegistrationId":"NCR99999"}',
  });
  const file = inDirectory('busy.backup');
  const made = await raptor('backup', file);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Backed up \d+ rows of 1 organizations to /) });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await load.more(30);
  await load.stop();
  const several = await Promise.all([1, 2, 3].map((n) => raptor('backup', inDirectory(`at-once-${n}.backup`))));
  expect(several.map(({ code, stderr }) => [code, stderr])).toEqual([0, 0, 0].map((code) => [code, '']));

  for (const make of scaled([embeddedPlace, emptyServerPlace], [embeddedPlace])) {
    const target = await make();
    const restored = await command(['restore', file], target.environment);
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('Restored') });
    const verified = await command(['activity', 'verify'], target.environment);
    const [, count = ''] = /^coop: (\d+) entries, complete and unchanged/.exec(verified.stdout) ?? [];
    const copy = await serve(target);
    const titles = (JSON.parse(await get(`${copy.url}/facilities`)) as { title: string }[]).map(({ title }) => title);
    // The entries of the key and of the change, and one for each facility.
    expect(titles).toHaveLength(Number(count) - 2);
    expect([...before].filter((title) => !titles.includes(title))).toEqual([]);
    // The copy and the original show the same past, and both go on.
    const [{ occurredAt }] = JSON.parse(await get(`${copy.url}/activity?limit=1`)) as [{ occurredAt: string }];
    const past = `/facilities?asOf=${occurredAt}`;
    expect(await get(copy.url + past)).toBe(await get(server.url + past));
    expect(await get(`${copy.url}/activity/by-resource-type/facilities/${id}`)).toContain(LINE_ENDS);
    const more = new Load(key, 2);
    more.start(copy.url);
    await more.more(3);
    await more.stop();
    await stop(copy);
    expect(await command(['activity', 'verify'], target.environment)).toMatchObject({ code: 0 });
    await target.remove();
  }
  await stop(server);
}, 240_000);

it('restore refuses a damaged file before it touches anything', async () => {
  const file = inDirectory('whole.backup');
  expect(await raptor('backup', file)).toMatchObject({ code: 0 });
  const whole = await readFile(file);
  const damaged = inDirectory('damaged.backup');
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
  const file = inDirectory('kept.backup');
  await writeFile(file, 'mine');
  expect(await raptor('backup', file)).toMatchObject({ code: 1, stderr: expect.stringMatching(SENTENCE) });
  expect(await readFile(file, 'utf8')).toBe('mine');
  const again = inDirectory('again.backup');
  await raptor('backup', again);
  const refused = await raptor('restore', again);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('not empty') });
});

it('a restore takes records that refer to others of their kind, in whatever order the backup has them', async () => {
  const server = await serve(place);
  const send = async (method: string, path: string, body: unknown, type = 'application/json') => {
    const headers = { 'x-api-key': key, 'content-type': type };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(server.url + path, { method, headers, body: text });
    expect(response.ok, await response.clone().text()).toBe(true);
    return (await response.json()) as { id: string };
  };
  const system = await send('POST', '/cyber-systems', {
    systemTitle: 'Plant control',
    systemCode: 'DCS',
    systemType: 'dcs',
    systemFunction: 'Control',
    externalRoutableConnectivity: false,
    interactiveRemoteAccess: false,
  });
  const asset = (assetTag: string) => ({
    assetTitle: 'Relay',
    assetTag,
    count: 1,
    cipAssetCategory: 'bes_cyber_asset',
    assetType: 'relay',
    impactLevel: 'low',
    manufacturer: 'SEL',
    model: '751',
    inService: true,
    dialUpConnectivity: false,
    routableProtocol: false,
    remoteAccessAvailable: false,
    baselineDocumented: true,
    portsServicesDocumented: true,
    loggingEnabled: true,
  });
  const [old, fresh] = await Promise.all(
    ['old', 'new'].map((tag) => send('POST', '/cyber-assets', { ...asset(tag), cyberSystemId: system.id })),
  );
  await send('PATCH', `/cyber-assets/${old?.id}`, { replacedBy: fresh?.id });
  const rows = Array.from({ length: 1200 }, (_, index) => Object.values(asset(`RLY-${index}`)).join(','));
  const file = [Object.keys(asset('')).join(','), ...rows].join('\n');
  await send('POST', `/cyber-systems/${system.id}/cyber-assets/import`, file, 'text/csv');
  // PostgreSQL writes the new version of the row after all others, and a backup reads it there.
  await send('PATCH', `/cyber-assets/${fresh?.id}`, { assetTitle: 'Feeder 3 protection relay' });
  const backup = inDirectory('replaced.backup');
  expect(await raptor('backup', backup)).toMatchObject({ code: 0 });
  await stop(server);
  const target = await emptyServerPlace();
  expect(await command(['restore', backup], target.environment)).toMatchObject({ code: 0, stderr: '' });
  await target.remove();
}, 120_000);

it('a restore brings back no session of the console', async () => {
  const server = await serve(place);
  const headers = { origin: server.url, 'x-raptor-comply': 'console' };
  const body = JSON.stringify({ key });
  const begun = await fetch(`${server.url}/console/session`, { method: 'POST', headers, body });
  const cookie = begun.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const statusAt = async (url: string) => (await fetch(`${url}/facilities`, { headers: { cookie } })).status;
  const file = inDirectory('session.backup');
  expect(await raptor('backup', file)).toMatchObject({ code: 0 });
  expect(await statusAt(server.url)).toBe(200);
  await stop(server);
  const target = await emptyServerPlace();
  expect(await command(['restore', file], target.environment)).toMatchObject({ code: 0 });
  const copy = await serve(target);
  expect(await statusAt(copy.url)).toBe(401);
  await stop(copy);
  expect(await command(['activity', 'verify'], target.environment)).toMatchObject({ code: 0 });
  await target.remove();
}, 120_000);
