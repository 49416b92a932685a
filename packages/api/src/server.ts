import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Database } from './kernel/database/database.ts';
import { type App, createApp, type Timeouts } from './kernel/http/app.ts';
import { addServiceRoutes } from './kernel/http/service-routes.ts';
import type { RateLimiter } from './kernel/limits/rate-limiter.ts';
import { openApiDocument } from './kernel/openapi/document.ts';
import type { Implementation } from './kernel/slice/implement.ts';
import { cursorSecret } from './kernel/slice/pages.ts';
import { resources } from './resources/all.ts';
import { guide } from './resources/guide.ts';

export interface ServerParts {
  readonly database: Database;
  /** Settles when the database is migrated; by default it already is. */
  readonly migrated?: Promise<void>;
  /** By default, all operations of the product. */
  readonly implementations?: readonly Implementation[];
  readonly limiter: RateLimiter;
  readonly rateLimit: number;
  readonly log: Logger;
  readonly handlerDeadlineMs?: number;
  readonly timeouts?: Timeouts;
  readonly now?: () => number;
}

/** Builds the server on a database. It does not listen yet. */
export async function assembleServer(parts: ServerParts): Promise<App> {
  const { database, migrated = Promise.resolve(), implementations = resources } = parts;
  const packageJson = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(packageJson) as { version: string };
  // Everything but the cursor secret is built while the database starts.
  let secret = '';
  const app = createApp({ ...parts, version, implementations, cursorSecret: () => secret });
  let openApi: string | undefined;
  addServiceRoutes(app, database, () => {
    const contracts = implementations.map(({ contract }) => contract);
    openApi ??= JSON.stringify(openApiDocument(contracts, version, guide));
    return openApi;
  });
  await migrated;
  secret = await cursorSecret(database);
  return app;
}
