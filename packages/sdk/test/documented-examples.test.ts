import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Database } from '../../api/dist/kernel/database/database.js';
import { type CyberAsset, fetchWithRetry, RaptorComply, UnauthorizedError } from '../src/index.ts';
import { makeInventory } from './inventory.ts';
import { openRealDatabase, type RealServer, startRealServer } from './real-server.ts';
import { failureOf } from './setup.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples/documented/', import.meta.url));
const ADDRESS = 'http://127.0.0.1:8080';

let database: Database;
let server: RealServer;
let key: string;
let expiredKey: string;
const folder = mkdtempSync(join(tmpdir(), 'raptor-comply-examples-'));

beforeAll(async () => {
  database = await openRealDatabase();
  server = await startRealServer(database);
  key = await server.newKey();
  expiredKey = await server.newKey({ expiresAt: '2026-01-01T00:00:00Z' });
  await makeInventory(new RaptorComply({ apiKey: key, baseUrl: server.url }));
}, 60_000);

afterAll(async () => {
  await server.close();
  await database.close();
  rmSync(folder, { recursive: true });
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** An example's text with the test server's address in place of its own. */
function textOf(example: string, url = server.url): string {
  const text = readFileSync(join(EXAMPLES, example), 'utf8');
  expect(text).toContain(ADDRESS);
  return text.replaceAll(ADDRESS, url);
}

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an example as a program of its own, with a line at its end that prints what it got. */
function runExample(
  program: string,
  example: string,
  { apiKey, print, url }: { apiKey: string; print: string; url?: string },
): Promise<Run> {
  const file = join(folder, example);
  writeFileSync(file, `${textOf(example, url)}\n${print}\n`);
  const env = { PATH: process.env.PATH ?? '', RAPTOR_COMPLY_API_KEY: apiKey };
  return new Promise((resolve) => {
    execFile(program, [file], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}

describe('the documented Node.js snippets, word for word, against the real server', () => {
  const print = 'console.log(assets.length, assets[0].assetTitle);';

  for (const example of ['fetch-with-retry.mjs', 'check-response.mjs']) {
    test(`${example} gets the list`, async () => {
      const run = await runExample(process.execPath, example, { apiKey: key, print });
      expect(run).toEqual({ code: 0, stdout: '1 Protection relay\n', stderr: '' });
    });

    test(`${example} says that the key has expired`, async () => {
      const { code, stderr } = await runExample(process.execPath, example, { apiKey: expiredKey, print });
      expect(code).toBe(1);
      expect(stderr).toContain('Error: Unauthorized: API key has expired');
      expect(stderr).toContain("error: 'Unauthorized'");
    });
  }

  test('fetch-with-retry.mjs waits out a used-up rate limit', async () => {
    const busy = await startRealServer(database, { rateLimit: 60 });
    const send = () => fetch(`${busy.url}/cyber-assets`, { headers: { 'X-API-Key': key } });
    const statuses = (await Promise.all(Array.from({ length: 61 }, send))).map(({ status }) => status);
    expect(statuses).toContain(429);
    const run = await runExample(process.execPath, 'fetch-with-retry.mjs', { apiKey: key, print, url: busy.url });
    expect([run.code, run.stdout]).toEqual([0, '1 Protection relay\n']);
    await busy.close();
  });
});

describe('the documented Python snippet, word for word, against the real server', () => {
  const print = 'print(len(assets), assets[0]["assetTitle"])';

  /** The first Python that has requests; said loudly when there is none. */
  async function findPython(): Promise<string | undefined> {
    for (const program of ['python3', '/usr/bin/python3', 'python']) {
      const found = await new Promise<boolean>((resolve) => {
        execFile(program, ['-c', 'import requests'], (error) => resolve(error === null));
      });
      if (found) return program;
    }
    console.warn(
      'NOT TESTED: check_response.py was not run, as no Python here has the requests library. On Debian: apt-get install python3-requests',
    );
    return undefined;
  }

  test('check_response.py gets the list, and says that the key has expired', async () => {
    const python = await findPython();
    if (python === undefined) return;
    const success = await runExample(python, 'check_response.py', { apiKey: key, print });
    expect(success).toEqual({ code: 0, stdout: '1 Protection relay\n', stderr: '' });
    const failure = await runExample(python, 'check_response.py', { apiKey: expiredKey, print });
    expect(failure.code).toBe(1);
    expect(failure.stdout).toBe("API error [401]: {'error': 'Unauthorized', 'message': 'API key has expired'}\n");
    expect(failure.stderr).toContain('requests.exceptions.HTTPError: 401 Client Error');
  });
});

describe('the SDK in the place of the snippets', () => {
  async function runWithTheSdk(apiKey: string): Promise<void> {
    vi.stubEnv('RAPTOR_COMPLY_URL', server.url);
    vi.stubEnv('RAPTOR_COMPLY_API_KEY', apiKey);
    vi.resetModules();
    await import(pathToFileURL(join(EXAMPLES, 'with-the-sdk.mjs')).href);
  }

  test('with-the-sdk.mjs gets the list', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await runWithTheSdk(key);
    expect(log.mock.calls).toEqual([['1 cyber assets']]);
  });

  test('with-the-sdk.mjs says that the key has expired', async () => {
    const error = await failureOf(runWithTheSdk(expiredKey));
    expect((error as Error).message).toMatch(
      /^Unauthorized - API key has expired \(GET \/cyber-assets, request \S+\)$/,
    );
  });

  /** The snippet's own usage, with our import where its helper was. */
  function runUsage(apiKey: string): Promise<CyberAsset[]> {
    const [, usage = ''] = textOf('fetch-with-retry.mjs').split('// Usage\n');
    expect(usage).toMatch(/^const response = await fetchWithRetry\(/);
    const AsyncFunction = (async () => {}).constructor as new (
      ...text: string[]
    ) => (helper: typeof fetchWithRetry) => Promise<CyberAsset[]>;
    vi.stubEnv('RAPTOR_COMPLY_API_KEY', apiKey);
    return new AsyncFunction('fetchWithRetry', `${usage}\nreturn assets;`)(fetchWithRetry);
  }

  test('the documented usage runs with the exported fetchWithRetry in the place of the helper', async () => {
    expect((await runUsage(key)).map(({ assetTitle }) => assetTitle)).toEqual(['Protection relay']);
    const error = await failureOf(runUsage(expiredKey));
    expect(error).toBeInstanceOf(UnauthorizedError);
    expect(error).toMatchObject({ status: 401, body: { error: 'Unauthorized', message: 'API key has expired' } });
  });
});
