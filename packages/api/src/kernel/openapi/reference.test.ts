import { createHash } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { useSharedServer } from '../../../test/support/use-test-server.ts';
import { resources } from '../../resources/all.ts';

const server = useSharedServer();
let headers: Headers;
let page: string;

beforeAll(async () => {
  const response = await fetch(`${server.url}/docs`);
  headers = response.headers;
  page = await response.text();
});

const policyOf = (directive: string): readonly string[] => {
  const policy = headers.get('content-security-policy') ?? '';
  const found = policy.split('; ').find((part) => part.startsWith(`${directive} `));
  return found?.split(' ').slice(1) ?? [];
};
const setting = (name: string): unknown => page.match(new RegExp(`"${name}": "?([^",\\n]*)`))?.[1];

it('the reference has relative URLs only, so that it works offline and under the prefix of a gateway', async () => {
  const script = page.match(/<script src="([^"]+)"/)?.[1] ?? '';
  const document = String(setting('url'));
  expect([script, document]).toEqual(['docs/scalar.js', 'openapi.json']);
  for (const url of [script, document]) {
    const response = await fetch(new URL(url, `${server.url}/docs`));
    // A server does not close before its responses are read.
    await response.arrayBuffer();
    expect(response.status).toBe(200);
  }
  expect(page).toContain(`"servers": [\n          {\n            "url": new URL('.', location.href).href.slice(0, -1)`);
  expect(page).not.toMatch(/https?:\/\//);
});

it('the reference turns off everything of the library that calls another server', () => {
  expect(setting('withDefaultFonts')).toBe('false');
  expect(setting('telemetry')).toBe('false');
  expect(setting('showDeveloperTools')).toBe('never');
  expect(page).toMatch(/"agent": \{\s*"disabled": true/);
  expect(page).not.toContain('proxyUrl');
});

it('the reference lets the browser run only its own scripts and call only its own server', () => {
  const inline = page.match(/<script type="text\/javascript">([\s\S]*?)<\/script>/)?.[1] ?? '';
  const hash = createHash('sha256').update(inline).digest('base64');
  expect(inline).toContain('createApiReference');
  expect(policyOf('default-src')).toEqual(["'none'"]);
  expect(policyOf('script-src')).toEqual(["'self'", `'sha256-${hash}'`]);
  expect(policyOf('connect-src')).toEqual(["'self'"]);
  expect(policyOf('frame-ancestors')).toEqual(["'none'"]);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe('private, no-cache');
});

it('the script is not sent again to a browser that has it', async () => {
  const url = `${server.url}/docs/scalar.js`;
  const first = await fetch(url);
  expect((await first.text()).length).toBeGreaterThan(1_000_000);
  expect(first.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  const etag = first.headers.get('etag') ?? '';
  expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const again = await fetch(url, { headers: { 'if-none-match': '"other"' } });
  expect([again.status, (await again.text()).length > 1_000_000]).toEqual([200, true]);
});

it('the reference shows every operation, its permission and code samples', async () => {
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Record<string, unknown>>>;
  };
  for (const [operationId, { path, method, permission, alsoNeeds }] of resources.flatMap(({ contract }) =>
    Object.entries(contract),
  )) {
    const described = document.paths[path]?.[method.toLowerCase()];
    expect(described?.operationId).toBe(operationId);
    expect(described?.['x-badges']).toEqual(
      permission === null ? undefined : [permission, alsoNeeds].filter(Boolean).map((name) => ({ name })),
    );
    expect(described?.['x-codeSamples']).toHaveLength(3);
  }
});
