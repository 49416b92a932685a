import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { embeddedPlace, postmasterOf, usePlace } from './support/places.ts';
import { command, startServer, stop } from './support/processes.ts';

/** The embedded database belongs to the process that started it, and ends with it. */

const STOP_MS = 10_000;

/** The first test creates the database, the others open it again. */
const place = usePlace(embeddedPlace);
const start = () => startServer(place.environment);

/** Whether a process has not ended. One that nobody has waited for yet has ended, though its id still exists. */
async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({ stdout: 'Z' }));
  return !stdout.startsWith('Z');
}

async function ended(pid: number): Promise<number> {
  const since = performance.now();
  while (await isRunning(pid)) await wait(20);
  return performance.now() - since;
}

async function ask(column: 'ppid' | 'sess', pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', `${column}=`, '-p', String(pid)]);
  return Number(stdout);
}
const parentOf = (pid: number) => ask('ppid', pid);
const sessionOf = (pid: number) => ask('sess', pid);

it('several command lines at once, on a directory that none has used before, all do their work', async () => {
  const slugs = ['a', 'b', 'c'];
  const made = await Promise.all(
    slugs.map((slug) => command(['orgs', 'create', slug, '--name', `Organization ${slug}`], place.environment)),
  );
  expect(made.map(({ code, stderr }) => [code, stderr])).toEqual(slugs.map(() => [0, '']));
  const listed = (await command(['orgs', 'list'], place.environment)).stdout;
  for (const slug of slugs) expect(listed).toContain(`Organization ${slug}`);
});

it('a server that is killed takes its database with it within 10 seconds, and the next one finds everything', async () => {
  const server = await start();
  await command(['orgs', 'create', 'coop', '--name', 'Prairie Cooperative'], place.environment);
  const postgres = await postmasterOf(place);
  server.process.kill('SIGKILL');
  await server.ended;
  expect(await ended(postgres)).toBeLessThan(STOP_MS);
  const next = await start();
  expect((await command(['orgs', 'list'], place.environment)).stdout).toContain('Prairie Cooperative');
  await stop(next);
});

it('a server that starts while the database of a killed one is still there takes its place', async () => {
  const server = await start();
  const postgres = await postmasterOf(place);
  server.process.kill('SIGKILL');
  const next = await start();
  // It has ended, and is gone when the system has noticed.
  expect(await ended(postgres)).toBeLessThan(1000);
  await stop(next);
});

it('a database whose keeper was killed too is stopped by the next server', async () => {
  const server = await start();
  const postgres = await postmasterOf(place);
  const keeper = await parentOf(postgres);
  // So that the keeper does not see the end of the server.
  process.kill(keeper, 'SIGSTOP');
  server.process.kill('SIGKILL');
  await server.ended;
  process.kill(keeper, 'SIGKILL');
  expect(await isRunning(postgres)).toBe(true);
  const next = await start();
  // It has ended, and is gone when the system has noticed.
  expect(await ended(postgres)).toBeLessThan(1000);
  await stop(next);
});

it('the signals that a terminal or a service manager sends to all processes stop the database only after the server', async () => {
  const server = await start();
  const postgres = await postmasterOf(place);
  process.kill(await parentOf(postgres), 'SIGTERM');
  process.kill(await parentOf(postgres), 'SIGINT');
  // Of a session of its own, so Ctrl-C in the server's terminal does not reach it.
  expect(await sessionOf(postgres)).not.toBe(await sessionOf(server.process.pid ?? 0));
  expect(await command(['orgs', 'list'], place.environment)).toMatchObject({ code: 0 });
  await stop(server);
  expect(await isRunning(postgres)).toBe(false);
});

it('a server that is started while a command runs waits for it', async () => {
  const [made, server] = await Promise.all([
    command(['orgs', 'create', 'muni', '--name', 'Municipal Light'], place.environment),
    start(),
  ]);
  expect(made).toMatchObject({ code: 0 });
  expect((await command(['orgs', 'list'], place.environment)).stdout).toContain('Municipal Light');
  await stop(server);
});
