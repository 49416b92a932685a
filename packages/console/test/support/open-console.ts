import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { runNextJob } from '../../../api/src/kernel/jobs/worker.ts';
import { createLogger } from '../../../api/src/kernel/ops/log.ts';
import { jobHandlers } from '../../../api/src/resources/jobs.ts';
import type { Client } from '../../../api/test/support/client.ts';
import { useTestServer } from '../../../api/test/support/use-test-server.ts';

const CONSOLE = fileURLToPath(new URL('../../dist', import.meta.url));

export interface OpenOptions {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
}

export interface OpenedConsole {
  readonly page: Page;
  readonly client: Client;
  /** Opens a page of the console, without the leading slash. */
  readonly go: (path: string) => Promise<unknown>;
}

/** A real server with the built console, and a real browser. No page may report an error or ask another server. */
export function useConsole() {
  const server = useTestServer({ consoleFolder: CONSOLE });
  const contexts: BrowserContext[] = [];
  const problems: string[] = [];
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
    });
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    expect(problems.splice(0)).toEqual([]);
  });

  /** A page that is signed in with an admin key of a new organization. */
  async function open(given?: Client, { theme = 'light', width = 1360 }: OpenOptions = {}): Promise<OpenedConsole> {
    const client = given ?? (await server.newClient());
    const context = await browser.newContext({ viewport: { width, height: 860 }, colorScheme: theme });
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => problems.push(error.message));
    page.on(
      'console',
      (message) => /Content Security|Trusted Type/i.test(message.text()) && problems.push(message.text()),
    );
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== new URL(server.url).origin) problems.push(request.url());
    });
    const go = (path: string) => page.goto(`${server.url}/console/${path}`);
    await go('');
    await page.getByLabel('API key').fill(client.key ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('button', { name: /signed in as/ }).waitFor();
    return { page, client, go };
  }
  /** Does what waits for the worker. */
  async function work(): Promise<void> {
    const log = createLogger('silent');
    while (await runNextJob({ database: server.database, handlers: jobHandlers(server.database, log), log }));
  }
  return { server, open, work };
}
