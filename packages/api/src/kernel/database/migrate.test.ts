import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestDatabase } from '../../../test/support/test-server.ts';
import type { Database } from './database.ts';
import { appliedMigrations, migrate } from './migrate.ts';

let database: Database;
beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.close());

const run = (text: string) => database.query<Record<string, unknown>>({ text });
const exists = async (name: string) => (await run(`select to_regclass('${name}') is not null as found`))[0]?.found;
/** As after an update of the software that changed a function. */
const changeFunctions = () => run("update schema_migrations set checksum = '' where name = 'functions'");

async function applied(): Promise<Record<string, string>> {
  const client = await database.acquire();
  try {
    return await appliedMigrations(client);
  } finally {
    client.release();
  }
}

it('a function that was changed is defined again, and nothing runs when nothing was changed', async () => {
  const replace = "create or replace function rfc3339(moment timestamptz) returns text language sql return 'changed'";
  const rfc3339 = async () => (await run("select rfc3339('2026-01-01Z') as text"))[0]?.text;
  await run(replace);
  await migrate(database);
  expect(await rfc3339()).toBe('changed');
  await changeFunctions();
  await migrate(database);
  expect(await rfc3339()).toBe('2026-01-01T00:00:00.000Z');
});

it('a column that a migration adds or drops is added or dropped in the log and in the past', async () => {
  await run('alter table facilities add black_start boolean not null default false');
  await run('alter table facilities drop column nerc_registration_id');
  await changeFunctions();
  await migrate(database);
  const columns = await run(
    "select string_agg(attname, ' ') as names from pg_attribute where attrelid = 'as_of.facilities'::regclass",
  );
  expect(columns[0]?.names).toContain('black_start');
  expect(columns[0]?.names).not.toContain('nerc_registration_id');
  const [log] = await run("select prosrc from pg_proc where proname = 'log_facilities'");
  expect(log?.prosrc).toContain('new.black_start');
  expect(log?.prosrc).not.toContain('nerc_registration_id');
});

it('an applied migration that was edited is refused', async () => {
  await run("update schema_migrations set checksum = 'other' where name like '%-facilities'");
  await expect(migrate(database)).rejects.toThrow(/^Migration \S+-facilities was changed after it had been applied\.$/);
});

it('a database with a migration that this software does not have is refused, and stays as it is', async () => {
  await run("insert into schema_migrations (name, checksum) values ('9999-01-01-00-future', '')");
  await run('drop table physical_area_cyber_assets, physical_areas');
  await run("delete from schema_migrations where name like '%-physical-areas'");
  await expect(migrate(database)).rejects.toThrow(/newer than this software: it has migration 9999-01-01-00-future/);
  expect(await exists('physical_areas')).toBe(false);
});

it('when a migration fails, none before it is applied', async () => {
  await run('drop table physical_area_cyber_assets, physical_areas');
  await run("delete from schema_migrations where name ~ '(physical-areas|api-keys)$'");
  await expect(migrate(database)).rejects.toThrow(/"api_keys" already exists/);
  expect(await exists('physical_areas')).toBe(false);
  expect(Object.keys(await applied()).filter((name) => name.endsWith('physical-areas'))).toEqual([]);
});

it('an older schema is made for the restore of a backup, and brought up to date afterwards', async () => {
  const all = await applied();
  await run('drop schema public, private, image, as_of cascade; create schema public');
  const { [Object.keys(all).sort().at(-1) ?? '']: _, ...older } = all;
  await migrate(database, older);
  expect(await applied()).toEqual(older);
  // A change is logged at once, as the next migration may make one.
  expect(await run("select from pg_trigger where tgname = 'activity_of_insert'")).not.toEqual([]);
  await migrate(database);
  expect(await applied()).toEqual(all);
  expect(await run('select from assess_control_center(gen_random_uuid())')).toEqual([]);
});

it('several servers that start at once on a new database migrate it once', async () => {
  await run('drop schema public, private, image, as_of cascade; create schema public');
  await Promise.all([migrate(database), migrate(database), migrate(database)]);
  expect(await exists('facilities')).toBe(true);
});
