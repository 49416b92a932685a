import { expect } from 'vitest';
import type { Load } from './crash-load.ts';
import { command, type Environment, type Running, startCommand } from './processes.ts';

/** For the tests that stop something under load: what goes before, and what holds after. */

export async function start(environment: Environment): Promise<{ server: Running; url: string }> {
  const server = startCommand(['serve'], environment);
  const [, url = ''] = await server.seen('stdout', /listening at (\S+)\n/);
  return { server, url };
}

export async function newAdminKey(environment: Environment): Promise<string> {
  await command(['orgs', 'create', 'coop', '--name', 'Prairie Cooperative'], environment);
  return (await command(['keys', 'create', '--org', 'coop', '--role', 'admin'], environment)).stdout.trim();
}

/** All titles that the server has, sorted. */
async function titles(url: string, key: string): Promise<string[]> {
  const response = await fetch(`${url}/facilities`, { headers: { 'x-api-key': key } });
  return ((await response.json()) as { title: string }[]).map(({ title }) => title).sort();
}

/** Everything that was promised, each once; a log that is whole, and has each of them once. */
export async function expectAllOnce(load: Load, key: string, environment: Environment): Promise<void> {
  const { server, url } = await start(environment);
  await load.settle(url);
  expect(await titles(url, key)).toEqual([...load.acknowledged].sort());
  server.process.kill('SIGTERM');
  await server.ended;
  const verified = await command(['activity', 'verify', '--org', 'coop'], environment);
  // One entry for the key, and one for each facility.
  expect(verified.stdout).toContain(`coop: ${load.acknowledged.size + 1} entries, complete and unchanged`);
}
