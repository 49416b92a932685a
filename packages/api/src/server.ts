import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { lazy } from './kernel/base/lazy.ts';
import { type App, type AppOptions, createApp } from './kernel/http/app.ts';
import { addCalendarRoute } from './kernel/http/calendar-route.ts';
import { addServiceRoutes } from './kernel/http/service-routes.ts';
import { openApiDocument } from './kernel/openapi/document.ts';
import type { Implementation } from './kernel/slice/implement.ts';
import { cursorSecret } from './kernel/slice/pages.ts';
import { resources } from './resources/all.ts';
import { readCalendar } from './resources/calendar-feeds/read-calendar.ts';
import { guide } from './resources/guide.ts';
import { describeSession } from './resources/sessions/describe.ts';

export interface ServerParts
  extends Omit<AppOptions, 'implementations' | 'version' | 'cursorSecret' | 'describeSession'> {
  /** Settles when the database is migrated; by default it already is. */
  readonly migrated?: Promise<void>;
  /** By default, all operations of the product. */
  readonly implementations?: readonly Implementation[];
  /** By default, where the console is built: its package is beside this one, in the checkout and where it is installed. */
  readonly consoleFolder?: string;
}

const CONSOLE = fileURLToPath(new URL('../../console/dist/', import.meta.url));

/** Builds the server on a database. It does not listen yet. */
export async function assembleServer(parts: ServerParts): Promise<App> {
  const { migrated = Promise.resolve(), implementations = resources, consoleFolder = CONSOLE } = parts;
  const packageJson = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(packageJson) as { version: string };
  // Everything but the cursor secret is built while the database starts.
  let secret = '';
  const app = createApp({ ...parts, version, implementations, describeSession, cursorSecret: () => secret });
  const contracts = implementations.map(({ contract }) => contract);
  const openApi = lazy(() => JSON.stringify(openApiDocument(contracts, version, guide)));
  addServiceRoutes(app, { database: parts.database, openapi: openApi, consoleFolder });
  addCalendarRoute(app, parts, readCalendar(parts.database));
  await migrated;
  secret = await cursorSecret(parts.database);
  return app;
}
