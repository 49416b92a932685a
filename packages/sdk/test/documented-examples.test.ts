import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type CyberAsset, fetchWithRetry, RaptorComply, UnauthorizedError } from '../src/index.ts';
import { EXAMPLES, runExample, textOf } from './documented-example.ts';
import { makeInventory } from './inventory.ts';
import { useRealServer } from './real-server.ts';
import { failureOf } from './setup.ts';

const server = useRealServer();
let key: string;
let expiredKey: string;

beforeAll(async () => {
  key = await server.newKey();
  expiredKey = await server.newKey({ expiresAt: '2026-01-01T00:00:00Z' });
  await makeInventory(new RaptorComply({ apiKey: key, baseUrl: server.url }));
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('the documented Node.js snippets, word for word, against the real server', () => {
  const print = 'console.log(assets.length, assets[0].assetTitle);';

  for (const example of ['fetch-with-retry.mjs', 'check-response.mjs']) {
    test(`${example} gets the list`, async () => {
      const run = await runExample(process.execPath, example, { apiKey: key, print, url: server.url });
      expect(run).toEqual({ code: 0, stdout: '1 Protection relay\n', stderr: '' });
    });

    test(`${example} says that the key has expired`, async () => {
      const { code, stderr } = await runExample(process.execPath, example, {
        apiKey: expiredKey,
        print,
        url: server.url,
      });
      expect(code).toBe(1);
      expect(stderr).toContain('Error: Unauthorized: API key has expired');
      expect(stderr).toContain("error: 'Unauthorized'");
    });
  }

  test('fetch-with-retry.mjs waits out a used-up rate limit', async () => {
    const busy = await server.startAnother({ rateLimit: 60 });
    let status = 0;
    while (status !== 429) ({ status } = await fetch(`${busy.url}/cyber-assets`, { headers: { 'X-API-Key': key } }));
    const run = await runExample(process.execPath, 'fetch-with-retry.mjs', { apiKey: key, print, url: busy.url });
    expect([run.code, run.stdout]).toEqual([0, '1 Protection relay\n']);
    await busy.close();
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
    const [, usage = ''] = textOf('fetch-with-retry.mjs', server.url).split('// Usage\n');
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
