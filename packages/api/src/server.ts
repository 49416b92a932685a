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
  /** Settles when the database is migrated; absent, it is. */
  readonly migrated?: Promise<void>;
  /** The operations; those of the product unless given. */
  readonly implementations?: readonly Implementation[];
  readonly limiter: RateLimiter;
  readonly rateLimit: number;
  readonly log: Logger;
  readonly handlerDeadlineMs?: number;
  readonly timeouts?: Timeouts;
  readonly now?: () => number;
}

/** The whole product on a database, not yet listening. */
export async function assembleServer(parts: ServerParts): Promise<App> {
  const { database, migrated = Promise.resolve(), implementations = resources } = parts;
  // The rest needs no database, so it is made while the database still comes up.
  let secret = '';
  const software = await version();
  const app = createApp({ ...parts, version: software, implementations, cursorSecret: () => secret });
  addServiceRoutes(app, database, openapiText(implementations, software));
  await migrated;
  secret = await cursorSecret(database);
  return app;
}

function openapiText(implementations: readonly Implementation[], version: string): () => string {
  let text: string | undefined;
  return () => {
    const contracts = implementations.map(({ contract }) => contract);
    text ??= JSON.stringify(openApiDocument(contracts, version, guide));
    return text;
  };
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
