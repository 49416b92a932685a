import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestInstallation } from './support/audit-package.ts';
import { lastMoment, makeInventory } from './support/fixtures.ts';
import { useTestServer } from './support/use-test-server.ts';

/** The page as an auditor uses it: opened from disk in a real browser. */

const FILE = fileURLToPath(new URL('../../console/dist/verifier.html', import.meta.url));
const server = useTestServer();
let browser: Browser;
let page: Page;
let archive: Buffer;
let key: string;
let checkpoint: string;
const requests: string[] = [];
const messages: string[] = [];

beforeAll(async () => {
  const organization = await server.newOrganization('<b>Prairie</b> Cooperative');
  const client = server.client(await server.newKey(organization));
  await makeInventory(client);
  const installation = new TestInstallation(server);
  const from = await lastMoment(client);
  archive = await installation.archive(organization, { from, to: from, facilityId: null });
  key = installation.key;
  checkpoint = (await installation.checkpoint(organization)).note;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  page = await browser.newPage();
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(error.message));
  await page.goto(pathToFileURL(FILE).href);
});
afterAll(() => browser.close());

const open = (name: string, buffer: Buffer) =>
  page.setInputFiles('#file', { name, mimeType: 'application/zip', buffer });
const headline = () => page.locator('#result h2').textContent();

describe('The page', () => {
  it('is yellow for a package that nothing else vouches for, and green with a key and a checkpoint', async () => {
    await open('q1.zip', archive);
    await expect.poll(headline).toContain('Yellow');
    await page.fill('#key', key);
    await page.fill('#checkpoint', checkpoint);
    await page.locator('#checkpoint').blur();
    await expect.poll(headline).toContain('Green');
    // A name is text, whatever is in it.
    expect(await page.locator('#result p').first().textContent()).toContain('<b>Prairie</b> Cooperative');
  });

  it('is red for a changed byte, and for a file that is no archive', async () => {
    const changed = Buffer.from(archive);
    changed[200] = (changed[200] ?? 0) ^ 1;
    await open('changed.zip', changed);
    await expect.poll(headline).toContain('Red');
    await open('notes.zip', Buffer.from('notes'));
    await expect.poll(() => page.locator('#result li').textContent()).toContain('not a ZIP archive');
  });

  it('asks nobody else for anything, and reports no error', async () => {
    expect(requests).toEqual([pathToFileURL(FILE).href]);
    expect(messages).toEqual([]);
    expect(await readFile(FILE, 'utf8')).not.toMatch(/(?:src|href)=["']?https?:/);
  });
});
