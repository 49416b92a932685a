import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { RaptorComply } from '../src/index.ts';
import { runExample } from './documented-example.ts';
import { makeInventory } from './inventory.ts';
import { useRealServer } from './real-server.ts';

const server = useRealServer();
const print = 'print(len(assets), assets[0]["assetTitle"])';

/** The first Python that has requests. */
async function findPython(): Promise<string> {
  for (const program of ['python3', '/usr/bin/python3', 'python']) {
    const found = await new Promise<boolean>((resolve) => {
      execFile(program, ['-c', 'import requests'], (error) => resolve(error === null));
    });
    if (found) return program;
  }
  throw new Error('The test needs a Python with the requests library. On Debian: apt-get install python3-requests');
}

test('check_response.py gets the list, and says that the key has expired', async () => {
  const python = await findPython();
  const key = await server.newKey();
  const expiredKey = await server.newKey({ expiresAt: '2026-01-01T00:00:00Z' });
  await makeInventory(new RaptorComply({ apiKey: key, baseUrl: server.url }));
  const success = await runExample(python, 'check_response.py', { apiKey: key, print, url: server.url });
  expect(success).toEqual({ code: 0, stdout: '1 Protection relay\n', stderr: '' });
  const failure = await runExample(python, 'check_response.py', { apiKey: expiredKey, print, url: server.url });
  expect(failure.code).toBe(1);
  expect(failure.stdout).toBe("API error [401]: {'error': 'Unauthorized', 'message': 'API key has expired'}\n");
  expect(failure.stderr).toContain('requests.exceptions.HTTPError: 401 Client Error');
});
