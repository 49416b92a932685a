import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { facilityBody } from '../../api/test/support/fixtures.ts';
import { useConsole } from './support/open-console.ts';

/** Another site's page in a browser that is signed in to the console. Ports of one host share their cookies. */

const { open, server } = useConsole();
const facility = JSON.stringify(facilityBody());
/** A form of plain text is `name=value`, so that its name can begin any JSON. */
const form = (action: string) => `<!doctype html>
  <form method="post" enctype="text/plain" action="${action}">
    <input type="hidden" name="${facility.slice(0, -1).replaceAll('"', '&quot;')}" value="}"><button>Send</button>
  </form>`;
const foreign = createServer((_, response) =>
  response.setHeader('Content-Type', 'text/html').end(form(`${server.url}/facilities`)),
);
beforeAll(() => new Promise<void>((resolve) => foreign.listen(0, resolve)));
afterAll(() => new Promise((resolve) => foreign.close(resolve)));

const send = (page: Page, url: string, init: RequestInit): Promise<string> =>
  page.evaluate(
    ({ url: to, init: given }) =>
      fetch(to, { method: 'POST', credentials: 'include', ...given }).then(
        ({ type }) => type,
        (error: Error) => error.name,
      ),
    { url, init },
  );

describe.each(['127.0.0.1', 'localhost'])('A page at another port of %s', (host) => {
  it('cannot change anything with the cookie of a session', async () => {
    const { page, client, go } = await open();
    const other = await page.context().newPage();
    const statuses: number[] = [];
    other.on('response', (response) => {
      if (response.request().method() === 'POST') statuses.push(response.status());
    });
    await other.goto(`http://${host}:${(foreign.address() as AddressInfo).port}/`);
    const url = `${server.url}/facilities`;

    expect(await send(other, url, { mode: 'no-cors', body: facility })).toBe('opaque');
    expect(await send(other, url, { body: facility })).toBe('TypeError');
    // The browser asks first, and the server allows no other origin.
    const headers = { 'x-raptor-comply': 'console', 'content-type': 'application/json' };
    expect(await send(other, url, { headers, body: facility })).toBe('TypeError');
    await other.getByRole('button', { name: 'Send' }).click();
    await other.waitForURL(url);
    // 403: the cookie came along, and was not enough. The browser reports no response that it withholds from the page.
    const refused = host === '127.0.0.1' ? 403 : 401;
    await expect.poll(() => statuses).toEqual([refused, refused]);

    expect((await client.must.get('/facilities')).body).toEqual([]);
    await go('facilities');
    await page.getByRole('heading', { name: 'Facilities' }).waitFor();
  });
});
