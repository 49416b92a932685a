import { expect } from 'vitest';
import type { Load } from './crash-load.ts';
import { command, type Environment, startServer, stop } from './processes.ts';

/** For the tests that stop something under load: what goes before, and what holds after. */

export async function newAdminKey(environment: Environment): Promise<string> {
  await command(['orgs', 'create', 'coop', '--name', 'Prairie Cooperative'], environment);
  return (await command(['keys', 'create', '--org', 'coop', '--role', 'admin'], environment)).stdout.trim();
}

/** All titles that the server has, sorted. */
export async function titles(url: string, key: string): Promise<string[]> {
  const response = await fetch(`${url}/facilities`, { headers: { 'x-api-key': key } });
  return ((await response.json()) as { title: string }[]).map(({ title }) => title).sort();
}

/** The log is whole, and has one entry for the key and one for each facility. */
export async function expectWholeLog(load: Load, environment: Environment): Promise<void> {
  const verified = await command(['activity', 'verify', '--org', 'coop'], environment);
  expect(verified.stdout).toContain(`coop: ${load.acknowledged.size + 1} entries, complete and unchanged`);
}

/** Everything that was acknowledged is there, each once, and the log is whole. */
export async function expectAllOnce(load: Load, key: string, environment: Environment): Promise<void> {
  const server = await startServer(environment);
  await load.settle(server.url);
  expect(await titles(server.url, key)).toEqual([...load.acknowledged].sort());
  await stop(server);
  await expectWholeLog(load, environment);
}
