import { lazy } from '../base/lazy.ts';
import type { Database } from '../database/database.ts';
import { renderReference } from '../openapi/reference.ts';
import { prefersToJson } from './accept.ts';
import type { App } from './app.ts';
import { matchingEtag } from './conditional-requests.ts';
import { addConsoleRoutes } from './console-routes.ts';
import { JSON_TYPE, shuttingDown } from './transport-errors.ts';

interface ServiceParts {
  readonly database: Database;
  readonly openapi: () => string;
  /** The folder that the console is built in. */
  readonly consoleFolder: string;
}

/** Adds the routes that need no key. The OpenAPI document and the reference are built on first use. */
export function addServiceRoutes(app: App, { database, openapi, consoleFolder }: ServiceParts): void {
  const { server, metrics } = app;
  const hasConsole = addConsoleRoutes(server, consoleFolder);
  // URLs are relative: a gateway may add a prefix to the path.
  server.get('/', async ({ headers }, reply) => {
    reply.header('vary', 'Accept');
    if (prefersToJson(headers.accept, 'text/html')) return reply.redirect(hasConsole ? 'console/' : 'docs');
    const console = hasConsole ? { console: 'console/' } : {};
    return {
      name: 'Raptor Comply, open',
      ...console,
      documentation: 'docs',
      openapi: 'openapi.json',
      health: 'healthz',
    };
  });

  server.get('/healthz', () => ({ status: 'ok' }));

  server.get('/readyz', async () => {
    if (!app.isReady()) throw shuttingDown();
    await database.query({ text: 'select 1' });
    return { status: 'ready' };
  });

  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));

  server.get('/openapi.json', async (_request, reply) => reply.type(JSON_TYPE).send(openapi()));

  const reference = lazy(renderReference);

  server.get('/docs', async (_request, reply) => {
    const { page, contentSecurityPolicy } = await reference();
    reply.headers({ 'content-security-policy': contentSecurityPolicy, 'referrer-policy': 'no-referrer' });
    return reply.type('text/html; charset=utf-8').send(page);
  });

  server.get('/docs/scalar.js', async (request, reply) => {
    const { script, scriptEtag } = await reference();
    const known = matchingEtag(request.headers['if-none-match'], scriptEtag);
    reply.header('etag', known ?? scriptEtag);
    if (known !== undefined) return reply.code(304).send();
    return reply.type('text/javascript; charset=utf-8').send(script);
  });
}
