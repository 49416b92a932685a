-- Requests run as this role. It is created first, as functions and tables are granted to it. Roles are shared by all databases of a
-- server, so another database may have created it, even concurrently.
do $$
begin
  begin
    if not exists (select from pg_roles where rolname = 'raptor_comply_app') then
      create role raptor_comply_app nologin noinherit nosuperuser nobypassrls;
    end if;
  exception
    when duplicate_object or unique_violation then null;
  end;
  -- Since PostgreSQL 16, the creator of a role is a member of it but may not switch to it.
  if not pg_has_role(current_user, 'raptor_comply_app',
                     case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) then
    execute format('grant raptor_comply_app to %I', current_user);
  end if;
exception
  when insufficient_privilege then
    raise exception 'The database user % needs the role raptor_comply_app and may not create or grant it. An administrator can run: create role raptor_comply_app nologin noinherit; grant raptor_comply_app to %;',
      current_user, quote_ident(current_user) using errcode = 'insufficient_privilege';
end
$$;
