import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { embeddedPlace, usePlace } from './support/places.ts';
import { type Running, SENTENCE, startSample, stop } from './support/processes.ts';

/** What a newcomer meets: `npm start`. */

const place = usePlace(embeddedPlace);
let server: Running;
let url: string;
let key: string;

async function start(): Promise<void> {
  server = startSample(place.environment);
  [, key = '', url = ''] = await server.seen('stdout', /curl -H 'X-API-Key: (\S+)' (http:\S+)\/facilities\n/);
}

async function facilities(): Promise<{ id: string; title: string }[]> {
  const response = await fetch(`${url}/facilities`, { headers: { 'x-api-key': key } });
  expect(response.status).toBe(200);
  return (await response.json()) as { id: string; title: string }[];
}

beforeAll(start);
afterAll(() => stop(server));

it('npm start prints an address, a key and a request that work, and keeps the key in a private file', async () => {
  expect(await facilities()).toHaveLength(6);
  const file = path.join(place.environment.DATA_DIR ?? '', 'sample-api-key');
  expect(await readFile(file, 'utf8')).toBe(`${key}\n`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await fetch(`${url}/docs`)).status).toBe(200);
});

it('npm start prints a link to the console that signs in once, and logs nothing of it', async () => {
  const [, address = '', token = ''] = await server.seen('stdout', /(http:\S+)\/console\/#token=([\w-]{43})\n/);
  expect(address).toBe(url);
  const signIn = () =>
    fetch(`${url}/console/session`, {
      method: 'POST',
      headers: { origin: url, 'x-raptor-comply': 'console', 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
  expect([(await signIn()).status, (await signIn()).status]).toEqual([201, 401]);
  await server.seen('stderr', /"path":"\/console\/session","status":401/);
  await expect(Promise.race([server.seen('stderr', new RegExp(token)), Promise.resolve('nowhere')])).resolves.toBe(
    'nowhere',
  );
});

it('npm start does not start twice on one data directory', async () => {
  const { code, stdout, stderr } = await startSample(place.environment).ended;
  expect(code).toBe(1);
  expect(stdout).not.toContain('rc_test_');
  expect(stderr).toMatch(SENTENCE);
  expect(stderr).toContain(`in use by process ${server.process.pid}`);
  expect(await facilities()).toHaveLength(6);
});

it('a server that is told to stop finishes the request in flight, exits with 0, and finds everything again', async () => {
  const [facility] = await facilities();
  const body = JSON.stringify({ title: 'Renamed while stopping' });
  const socket = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('utf8');
  let received = '';
  socket.on('data', (text: string) => {
    received += text;
  });
  socket.write(
    `PATCH /facilities/${facility?.id} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${key}\r\nExpect: 100-continue\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  // The server has the request, and waits for its body.
  await once(socket, 'data');
  expect(received).toMatch(/^HTTP\/1.1 100/);
  server.process.kill('SIGTERM');
  await server.seen('stderr', /"msg":"stopping"/);
  socket.write(body);
  await once(socket, 'close');
  expect(received).toMatch(/HTTP\/1.1 200/);
  expect(await server.ended).toMatchObject({ code: 0 });

  const before = key;
  await start();
  expect(key).toBe(before);
  const kept = await facilities();
  expect(kept).toHaveLength(6);
  expect(kept.find(({ id }) => id === facility?.id)?.title).toBe('Renamed while stopping');
});

it('npm start stops with one sentence that names an invalid variable', async () => {
  const { code, stdout, stderr } = await startSample({ ...place.environment, RATE_LIMIT: 'many' }).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe('RATE_LIMIT must be a whole number of requests per minute, at least 1.\n');
});

it('a server exits with 0 when Ctrl-C reaches it twice, from the terminal and from npm', async () => {
  server.process.kill('SIGINT');
  await server.seen('stderr', /"msg":"stopping"/);
  server.process.kill('SIGINT');
  const { code, stderr } = await server.ended;
  expect(code).toBe(0);
  expect(stderr).toContain('"msg":"stopped"');
  await start();
});

it('npm start says in one sentence that the port is in use, and leaves the data directory free', async () => {
  await stop(server);
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const refused = await startSample({ ...place.environment, PORT: port, LOG_LEVEL: 'silent' }).ended;
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(SENTENCE);
  expect(refused.stderr).toContain(`Port ${port}`);
  other.close();
  await start();
});
