import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { serverPlace, usePlace } from './support/places.ts';
import { startServer } from './support/processes.ts';

/** How a server ends that is told to stop. */

const place = usePlace(serverPlace);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const statusOf = async (url: string) => (await fetch(url)).status;

it('is not ready but serves requests during the delay, and then refuses connections and exits with 0', async () => {
  const server = await startServer({ ...place.environment, SHUTDOWN_DELAY_MS: '2000' });
  const { url } = server;
  expect(await statusOf(`${url}/readyz`)).toBe(200);
  server.process.kill('SIGTERM');
  await expect.poll(() => statusOf(`${url}/readyz`), { interval: 20 }).toBe(503);
  const response = await fetch(`${url}/facilities`);
  expect([response.status, response.headers.get('connection')]).toEqual([401, 'close']);
  const isRefused = () =>
    fetch(`${url}/readyz`).then(
      () => false,
      () => true,
    );
  await expect.poll(isRefused, { timeout: 5000 }).toBe(true);
  expect(await server.ended).toMatchObject({ code: 0 });
});

it.each(['SIGTERM', 'SIGINT'] as const)('ends at once at a second signal after %s', async (signal) => {
  const server = await startServer({ ...place.environment, SHUTDOWN_DELAY_MS: '60000' });
  server.process.kill(signal);
  await server.seen('stderr', /"msg":"stopping"/);
  server.process.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ code: 1 });
});

it('stops when npx, which has started it, is stopped', async () => {
  const environment = { ...process.env, PORT: '0', ...place.environment };
  const npx = spawn('npx', ['raptor-comply', 'serve'], {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  npx.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
  });
  npx.stderr.setEncoding('utf8').on('data', (text: string) => {
    written += text;
  });
  await expect.poll(() => written, { timeout: 20_000 }).toMatch(/listening at (\S+)\n/);
  const [, url = ''] = /listening at (\S+)\n/.exec(written) ?? [];
  expect(await statusOf(`${url}/readyz`)).toBe(200);
  npx.kill('SIGTERM');
  // The pipes end with the last process that holds them: the server.
  await once(npx, 'close');
  expect(written).toContain('"msg":"stopped"');
  await expect(fetch(`${url}/readyz`)).rejects.toThrow();
});
