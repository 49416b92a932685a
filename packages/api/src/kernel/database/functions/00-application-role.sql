-- Requests run as this role. It is created first, as functions and tables are granted to it. Roles are shared by all databases of a
-- server, so another database may have created it, even concurrently.
do $$
begin
  begin
    if to_regrole('raptor_comply_app') is null then
      create role raptor_comply_app nologin noinherit nosuperuser nobypassrls;
    end if;
  exception
    when duplicate_object or unique_violation then null;
  end;
  -- Since PostgreSQL 16, the creator of a role is a member of it but may not switch to it.
  if not pg_has_role('raptor_comply_app', case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) then
    execute format('grant raptor_comply_app to %I', current_user);
  end if;
end
$$;
