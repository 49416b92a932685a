import type { Database } from '../database/database.ts';
import { type Reference, renderReference } from '../openapi/reference.ts';
import type { App } from './app.ts';
import { JSON_TYPE, shuttingDown } from './transport-errors.ts';

/** Adds the routes that need no key. The OpenAPI document and the reference are built on first use. */
export function addServiceRoutes(app: App, database: Database, openapi: () => string): void {
  const { server, metrics } = app;
  // An overloaded server is alive, and its metrics are needed most.
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

  server.get('/openapi.json', async (_request, reply) => reply.type(JSON_TYPE).send(openapi()));

  let rendered: Promise<Reference> | undefined;
  const reference = (): Promise<Reference> => {
    rendered ??= renderReference();
    return rendered;
  };

  server.get('/docs', async (_request, reply) => {
    const { page, contentSecurityPolicy } = await reference();
    reply.headers({ 'content-security-policy': contentSecurityPolicy, 'referrer-policy': 'no-referrer' });
    return reply.type('text/html; charset=utf-8').send(page);
  });

  server.get('/docs/scalar.js', async (request, reply) => {
    const { script, scriptEtag } = await reference();
    reply.header('etag', scriptEtag);
    if (request.headers['if-none-match'] === scriptEtag) return reply.code(304).send();
    return reply.type('text/javascript; charset=utf-8').send(script);
  });
}
