import type { Database } from '../database/database.ts';
import { type Reference, renderReference } from '../openapi/reference.ts';
import type { App } from './app.ts';
import { shuttingDown } from './transport-errors.ts';

/** Adds the routes that need no key: health, metrics, the OpenAPI document and the reference. Both are made on first use. */
export function addServiceRoutes(app: App, database: Database, openapi: () => string): void {
  const { server, metrics } = app;
  // A pressed server is alive, and its numbers are wanted most just then.
  const config = { pressureHandler: () => {} };

  server.get('/healthz', { config }, () => ({ status: 'ok' }));

  server.get('/readyz', { config }, async () => {
    if (app.isClosing()) throw shuttingDown();
    await database.query({ text: 'select 1' });
    return { status: 'ready' };
  });

  server.get('/metrics', { config }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );

  server.get('/openapi.json', async (_request, reply) => reply.type('application/json; charset=utf-8').send(openapi()));

  let rendered: Promise<Reference> | undefined;
  const reference = (): Promise<Reference> => {
    rendered ??= renderReference();
    return rendered;
  };

  server.get('/docs', async (_request, reply) => {
    const { page, contentSecurityPolicy } = await reference();
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', contentSecurityPolicy)
      .header('referrer-policy', 'no-referrer')
      .send(page);
  });

  server.get('/docs/scalar.js', async (request, reply) => {
    const { script, scriptTag } = await reference();
    reply.header('etag', scriptTag);
    if (request.headers['if-none-match'] === scriptTag) return reply.code(304).send();
    return reply.type('text/javascript; charset=utf-8').send(script);
  });
}
