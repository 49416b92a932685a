import type { Database } from '../database/database.ts';
import type { App } from './app.ts';
import { shuttingDown } from './transport-errors.ts';

/** The description of the API, made when it is first asked for: a server starts sooner without. */
export type Description = () => { openapi: string; docs: string };

/** The routes that need no key: health, metrics and the description of the API. */
export function addServiceRoutes(app: App, database: Database, description: Description): void {
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

  server.get('/openapi.json', async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(description().openapi),
  );

  server.get('/docs', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
      )
      .header('x-content-type-options', 'nosniff')
      .send(description().docs),
  );
}
