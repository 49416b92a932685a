import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { lazy } from '../base/lazy.ts';
import { sha256 } from '../base/sha256.ts';
import { isMigrated } from '../database/migrate.ts';

/**
 * What guards the data: triggers, functions, row security, policies, grants, views, rules, and the requests' role. The software has a list
 * of their hashes, which a test makes from a migrated database. Definitions are the text that PostgreSQL shows; a column's default or a
 * check constraint is not among them, and neither is what is granted to other roles than the requests' and the public.
 */

/** Read from src/, which is as deep as dist/. */
const LIST = new URL('../../../src/kernel/activity/definitions.json', import.meta.url);

const SCHEMAS = "('public', 'private', 'image', 'as_of')";
const APP = "'raptor_comply_app'";
/** SQL for the grants in an access control list. */
const grants = (list: string) => `
  (select string_agg(concat_ws(' ', a.grantee::regrole, a.privilege_type, a.is_grantable), ', '
                     order by a.grantee, a.privilege_type collate "C")
     from aclexplode(${list}) a where a.grantee in (0, ${APP}::regrole))`;
/** Of extensions, which an administrator may install. */
const isOfExtension = (oid: string, catalog: string) =>
  `exists (select from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = ${oid} and d.deptype = 'e')`;

const DEFINITIONS = `
  with tables as (
    select c.*, format('%s.%s', n.nspname, c.relname) as title
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ${SCHEMAS} and c.relkind in ('r', 'v', 'p', 'm', 'f') and not ${isOfExtension('c.oid', 'pg_class')}
  ), definitions (name, definition) as (
    select format('function %s.%s(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
           concat_ws(e'\\n', pg_get_functiondef(p.oid), ${grants("coalesce(p.proacl, acldefault('f', p.proowner))")})
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname in ${SCHEMAS} and p.prokind in ('f', 'p') and not ${isOfExtension('p.oid', 'pg_proc')}
    union all
    select format('trigger %s on %s', t.tgname, tables.title), concat_ws(e'\\n', pg_get_triggerdef(t.oid), t.tgenabled)
      from pg_trigger t join tables on tables.oid = t.tgrelid where not t.tgisinternal
    union all
    select format('policy %s on %s', p.polname, tables.title),
           concat_ws(e'\\n', p.polcmd, p.polpermissive, p.polroles::regrole[], pg_get_expr(p.polqual, p.polrelid),
                     pg_get_expr(p.polwithcheck, p.polrelid))
      from pg_policy p join tables on tables.oid = p.polrelid
    union all
    select format('table %s', title),
           concat_ws(e'\\n', relkind, relrowsecurity, relforcerowsecurity, reloptions, ${grants('relacl')},
             (select string_agg(concat_ws(' ', a.attname, ${grants('a.attacl')}), ', ' order by a.attname collate "C")
                from pg_attribute a where a.attrelid = tables.oid and a.attacl is not null),
             (select count(*) from pg_trigger t where t.tgrelid = tables.oid and t.tgisinternal and t.tgenabled <> 'O'),
             case when relkind = 'v' then pg_get_viewdef(oid) end)
      from tables
    union all
    select format('rule %s on %s', r.rulename, tables.title), pg_get_ruledef(r.oid)
      from pg_rewrite r join tables on tables.oid = r.ev_class where r.rulename <> '_RETURN'
    union all
    select format('schema %s', nspname), concat_ws(e'\\n', ${grants('nspacl')})
      from pg_namespace where nspname in ('private', 'image', 'as_of')
    union all
    select format('role %s', rolname),
           concat_ws(e'\\n', rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit, rolcanlogin,
             (select string_agg(m.roleid::regrole::text, ', ' order by m.roleid) from pg_auth_members m where m.member = r.oid))
      from pg_roles r where rolname = ${APP}
    union all
    select format('setting of the %s', case when s.setdatabase = 0 then 'role' else 'database' end), line
      from pg_db_role_setting s cross join unnest(s.setconfig) line
     where (s.setdatabase = 0 or s.setdatabase = (select oid from pg_database where datname = current_database()))
       and (line ~ '^session_replication_role=' or s.setrole = ${APP}::regrole)
  )
  select name, definition from definitions order by name collate "C"`;

/** Hashes of definitions, by what they are of. */
export type Definitions = Readonly<Record<string, string>>;

const readExpected = lazy(async () => JSON.parse(await readFile(LIST, 'utf8')) as Definitions);

/** The tables whose rows the log has, by this software's list. A table that was removed is not among them. */
export async function recordTables(client: pg.PoolClient): Promise<string[]> {
  const logged = Object.keys(await readExpected()).flatMap(
    (name) => /^trigger activity_of_insert on public\.(\w+)$/.exec(name)?.[1] ?? [],
  );
  const { rows } = await client.query<{ name: string }>(
    "select name from unnest($1::text[]) name where to_regclass('public.' || name) is not null",
    [logged],
  );
  return rows.map(({ name }) => name);
}

/** Reads the definitions of a database, in a transaction. They are shown with the names of their schemas, whatever the search path was. */
export async function readDefinitions(client: pg.PoolClient): Promise<Definitions> {
  const { rows: paths } = await client.query<{ was: string }>(
    "select current_setting('search_path') as was, set_config('search_path', 'pg_catalog', true)",
  );
  const { rows } = await client.query<{ name: string; definition: string }>(DEFINITIONS);
  await client.query("select set_config('search_path', $1, true)", [paths[0]?.was]);
  return Object.fromEntries(rows.map(({ name, definition }) => [name, sha256(definition).toString('hex')]));
}

/** The schema is that of another version, so its definitions cannot be compared. */
export class SchemaOfOtherVersion extends Error {
  override readonly name = 'SchemaOfOtherVersion';

  constructor() {
    super('The schema is not that of this version of the software; verify with the version that migrated it last.');
  }
}

/**
 * Returns a sentence for each definition that is not what this software's migrations make.
 * @throws SchemaOfOtherVersion
 */
export async function changedDefinitions(client: pg.PoolClient): Promise<string[]> {
  if (!(await isMigrated(client))) throw new SchemaOfOtherVersion();
  const expected = await readExpected();
  const found = await readDefinitions(client);
  return [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort().flatMap((name) => {
    if (found[name] === expected[name]) return [];
    if (found[name] === undefined) return [`the ${name} is missing`];
    return [`the ${name} ${expected[name] === undefined ? 'is not part of this software' : 'was changed'}`];
  });
}
