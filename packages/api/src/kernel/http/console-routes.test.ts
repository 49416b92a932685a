import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { useSharedServer, useTestServer } from '../../../test/support/use-test-server.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'raptor-comply-console-'));
const script = `console.log(${JSON.stringify('x'.repeat(5000))});`;
mkdirSync(path.join(folder, 'assets'));
writeFileSync(
  path.join(folder, 'index.html'),
  '<!doctype html>\n<html><head>\n<base href="./" /></head><body></body></html>',
);
writeFileSync(path.join(folder, 'icon.svg'), '<svg/>');
writeFileSync(path.join(folder, 'assets/index-4fT9x2Qa.js'), script);
afterAll(() => rmSync(folder, { recursive: true }));

const server = useTestServer({ consoleFolder: folder });
const unbuilt = useSharedServer();
const get = (route: string, init: RequestInit = {}) => fetch(server.url + route, { redirect: 'manual', ...init });

describe('the console', () => {
  it.each([
    ['', './'],
    ['today', './'],
    ['facilities/', '../'],
    ['facilities/019d4259', '../'],
    ['facilities/019d4259/history?asOf=2026', '../../'],
    ['facilities/a%2Fb', '../'],
    ['index.html', './'],
  ])('the page for /console/%s finds its files in %s, behind any prefix', async (route, base) => {
    const response = await get(`/console/${route}`);
    const html = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(html.match(/<base href="([^"]*)"/g)).toEqual([`<base href="${base}"`]);
    const found = new URL(base, `https://grid.example/some/prefix/console/${route}`);
    expect(found.pathname).toBe('/some/prefix/console/');
  });

  it('lets the browser run only its own scripts, and only styles with the nonce of this response', async () => {
    const [one, two] = await Promise.all([get('/console/'), get('/console/')]);
    const policy = one.headers.get('content-security-policy') ?? '';
    const nonce = /<meta property="csp-nonce" nonce="([^"]{20,})">/.exec(await one.text())?.[1];
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect(two.headers.get('content-security-policy')).not.toBe(policy);
    expect(Object.fromEntries(one.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'cache-control': 'private, no-cache',
    });
  });

  it.each(['br', 'gzip', 'identity'])('sends a hashed file as %s, to be kept for ever', async (coding) => {
    const response = await get('/console/assets/index-4fT9x2Qa.js', { headers: { 'accept-encoding': coding } });
    expect(await response.text()).toBe(script);
    expect(response.headers.get('content-encoding')).toBe(coding === 'identity' ? null : coding);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
  });

  it('sends another file again only if it has changed', async () => {
    const icon = await get('/console/icon.svg');
    const etag = icon.headers.get('etag') ?? '';
    expect([icon.headers.get('content-type'), icon.headers.get('cache-control')]).toEqual([
      'image/svg+xml',
      'private, no-cache',
    ]);
    expect((await get('/console/icon.svg', { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('takes HEAD, and no other method', async () => {
    const head = await get('/console/assets/index-4fT9x2Qa.js', {
      method: 'HEAD',
      headers: { 'accept-encoding': 'identity' },
    });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(script.length)]);
    expect((await get('/console/today', { method: 'HEAD' })).headers.get('content-security-policy')).not.toBeNull();
    expect((await get('/console/today', { method: 'POST' })).status).toBe(405);
  });

  it('has nothing but its files, whatever the path', async () => {
    for (const asked of ['assets/none.js', 'assets/', 'assets/../../package.json', 'assets/%2e%2e/index.html']) {
      const text = await new Promise<string>((resolve, reject) => {
        // Unlike fetch, this sends the path as it is.
        const sent = request(server.url, { path: `/console/${asked}` }, (response) => {
          let body = `${response.statusCode} `;
          response.setEncoding('utf8').on('data', (part: string) => {
            body += part;
          });
          response.on('end', () => resolve(body));
        });
        sent.on('error', reject).end();
      });
      expect([asked, text]).toEqual([asked, expect.stringMatching(/^404 \{"error":"Not Found"/)]);
    }
    const outside = await get('/console/..%2f..%2f..%2fetc%2fpasswd');
    expect(await outside.text()).toContain('<base href=');
  });

  it('is where the root sends a browser', async () => {
    const headers = { accept: 'text/html' };
    expect((await get('/', { headers })).headers.get('location')).toBe('console/');
    expect((await get('/console')).headers.get('location')).toBe('console/');
    expect(await (await get('/')).json()).toMatchObject({ console: 'console/', documentation: 'docs' });
  });

  it('says how to build it where it is not built', async () => {
    const response = await fetch(`${unbuilt.url}/console/`);
    expect([response.status, await response.json()]).toEqual([
      404,
      { error: 'Not Found', message: expect.stringContaining('npm start') },
    ]);
  });
});
