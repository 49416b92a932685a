import { type Database, sqlState } from './database.ts';

const INSUFFICIENT_PRIVILEGE = '42501';

/** The user, the owner of the tables if it is another one, and the statements that grant the user what it lacks. */
const PRIVILEGES = `
  select current_user as "user",
         (select tableowner from pg_tables
           where schemaname = 'public' and tablename = 'schema_migrations' and tableowner <> current_user) as owner,
         concat_ws('; ',
           case when app is null and not rolcreaterole then 'create role raptor_comply_app nologin noinherit' end,
           case when not coalesce(pg_has_role(app, switch), rolcreaterole) then format('grant raptor_comply_app to %I', current_user) end,
           case when not has_database_privilege(current_database(), 'create') then
             format('grant create on database %I to %I', current_database(), current_user) end,
           case when not has_schema_privilege('public', 'create') then
             format('grant create on schema public to %I', current_user) end) as grants
    from pg_roles, to_regrole('raptor_comply_app') app,
         (select case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end as switch) version
   where rolname = current_user`;

/** Explains an error that is due to missing privileges of the database user; returns any other error unchanged. */
export async function explainPrivileges(database: Database, error: unknown): Promise<unknown> {
  if (sqlState(error) !== INSUFFICIENT_PRIVILEGE || !(error instanceof Error)) return error;
  const [found] = await database.query<{ user: string; owner: string | null; grants: string }>({ text: PRIVILEGES });
  const { user, owner, grants } = found ?? {};
  const way = owner
    ? `connect as ${owner}, who owns the tables`
    : `an administrator can run in this database: ${grants}`;
  return new Error(`The database user ${user} lacks a privilege (${error.message}); ${way}`, { cause: error });
}
