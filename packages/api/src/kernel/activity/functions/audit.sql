-- Protects the log from accidental changes by the owner.
create or replace function refuse_change() returns trigger
  language plpgsql as $$
begin
  raise exception '% on % is refused: the activity log must account for every change and is never changed itself', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;

create or replace function as_of_sequence() returns bigint
  language sql stable parallel safe
  return current_setting('app.as_of_sequence')::bigint;

create or replace function camel_case(name text) returns text
  language sql immutable
  return lower(left(name, 1)) || substr(replace(initcap(replace(name, '_', ' ')), ' ', ''), 2);

-- The logged columns of a table. A hash of a key, the only kind of bytea column, is logged as a digest of it.
create or replace function activity_fields(tenant_table regclass, out name name, out type regtype, out field text) returns setof record
  language sql stable
  begin atomic
    select attname, atttypid::regtype, camel_case(attname)
      from pg_attribute
     where attrelid = tenant_table and attnum > 0 and not attisdropped and attname <> 'organization_id';
  end;

-- The expression of a column's value in the log. A number without an exact form in JSON is a string.
create or replace function activity_value(record text, name name, type regtype) returns text
  language sql immutable
  return format(
    case type
      when 'timestamptz'::regtype then 'rfc3339(%s.%I)'
      when 'numeric'::regtype then '%s.%I::text'
      when 'bytea'::regtype then $$encode(sha256(%s.%I), 'hex')$$
      else '%s.%I'
    end, record, name);

create or replace function activity_type(type regtype) returns text
  language sql immutable
  return case when type in ('timestamptz'::regtype, 'numeric'::regtype, 'bytea'::regtype) then 'text' else type::text end;

-- The expression of a record as the log has it. A row of a named type is evaluated faster than a select list.
create or replace function activity_image(tenant_table regclass, record text) returns text
  language sql stable
  return (
    select format('row_to_json(row(%s)::image.%I)', string_agg(activity_value(record, name, type), ', ' order by field collate "C"),
                  (select relname from pg_class where oid = tenant_table))
      from activity_fields(tenant_table));

-- Statements that collect the changed fields of `old` and `new`.
create or replace function activity_differences(tenant_table regclass) returns text
  language sql stable
  return (
    select string_agg(
             format($f$
      if old.%1$I%2$s is distinct from new.%1$I%2$s then
        was := was || %3$L || coalesce(to_json(%4$s)::text, 'null');
        became := became || %3$L || coalesce(to_json(%5$s)::text, 'null');
      end if;$f$,
                    -- 100.0 and 100.00 are equal, and not the same text.
                    name, case when type = 'numeric'::regtype then '::text' else '' end,
                    ',' || to_json(field)::text || ':', activity_value('old', name, type), activity_value('new', name, type)),
             '' order by field collate "C")
      from activity_fields(tenant_table));

-- What a migration must not change without an entry: the number and type of the column behind each field of the log.
create or replace function activity_columns(tenant_table regclass) returns jsonb
  language sql stable
  return (
    select jsonb_object_agg(f.field, format('%s %s', a.attnum, f.type))
      from activity_fields(tenant_table) f join pg_attribute a on a.attrelid = tenant_table and a.attname = f.name);

-- Logs what a migration has done to a table since its columns were these: which fields were added, and what most records have in them,
-- which were dropped, and which were renamed; and then each record that has something else in an added field. The rows of a new table
-- are logged as created.
create or replace function log_migration(tenant_table regclass, was jsonb) returns void
  language plpgsql as $$
declare
  resource_type text := replace((select relname from pg_class where oid = tenant_table), '_', '-');
  columns jsonb := activity_columns(tenant_table);
  added text[];
  dropped text[];
  renamed json;
begin
  if was is null then
    execute format('select append_activity(t.organization_id, %2$L, $1, t.id, null, %3$s, null) from %1$s t',
                   tenant_table, 'created', activity_image(tenant_table, 't')) using resource_type;
    return;
  end if;
  select array_agg(n.key order by n.key) into added from jsonb_each(columns) n
   where not exists (select from jsonb_each(was) o where o.value = n.value);
  select array_agg(o.key order by o.key) into dropped from jsonb_each(was) o
   where not exists (select from jsonb_each(columns) n where n.value = o.value);
  select json_object_agg(o.key, n.key order by o.key) into renamed
    from jsonb_each(was) o join jsonb_each(columns) n on n.value = o.value and n.key <> o.key;
  if added is null and dropped is null and renamed is null then
    return;
  end if;
  execute format($f$
    with records as materialized (
      select t.organization_id, t.id, %2$s as image from %1$s t
    ), news as materialized (
      select r.*, (select coalesce(jsonb_object_agg(name, r.image::jsonb -> name), '{}') from unnest($2) name) as fields from records r
    ), usual as (
      select organization_id, mode() within group (order by fields) as fields from news group by organization_id
    ), told as materialized (
      select u.*, append_activity(organization_id, 'migrated', $1, null, null, json_build_object('added', fields, 'dropped', $3,
                                  'renamed', $4), null)::text
        from usual u
    )
    select append_activity(n.organization_id, 'updated', $1, n.id, t.fields::json, n.fields::json, n.image)
      from told t join news n on n.organization_id = t.organization_id and n.fields <> t.fields $f$,
    tenant_table, activity_image(tenant_table, 't'))
    using resource_type, added, coalesce(dropped, '{}'), coalesce(renamed, '{}');
end
$$;

-- Creates the log's triggers of a record table and its view of the past, from the table's current columns. The migration of a table calls
-- it through protect_tenant_table; it runs again for all record tables when the schema or a function has changed.
create or replace function audit_tenant_table(tenant_table regclass) returns void
  language plpgsql as $$
declare
  relation text := (select relname from pg_class where oid = tenant_table);
  log_function text := 'log_' || relation;
  has_deleted boolean := exists (select from pg_attribute where attrelid = tenant_table and attname = 'is_deleted' and not attisdropped);
  was jsonb := obj_description(to_regtype(format('image.%I', relation)), 'pg_type');
begin
  execute format('drop type if exists image.%1$I; create type image.%1$I as (%2$s); comment on type image.%1$I is %3$L', relation,
    (select string_agg(format('%I %s', field, activity_type(type)), ', ' order by field collate "C") from activity_fields(tenant_table)),
    activity_columns(tenant_table));
  perform log_migration(tenant_table, was);
  execute format($f$
    create or replace function %1$I() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $body$
    declare
      did text := 'updated';
      was text := '';
      became text := '';
      ignored text;
    begin
      if tg_op = 'INSERT' then
        ignored := append_activity(new.organization_id, 'created', %2$L, new.id, null, %4$s, null);
      elsif tg_op = 'DELETE' then
        ignored := append_activity(old.organization_id, 'deleted', %2$L, old.id, %3$s, null, null);
      else
        %5$s
        %6$s
        ignored := append_activity(new.organization_id, did, %2$L, new.id, ('{' || substr(was, 2) || '}')::json,
                                   ('{' || substr(became, 2) || '}')::json, %4$s);
      end if;
      return null;
    end
    $body$ $f$,
    log_function, replace(relation, '_', '-'), activity_image(tenant_table, 'old'), activity_image(tenant_table, 'new'),
    case when has_deleted then $f$
        if new.is_deleted and not old.is_deleted then did := 'deleted';
        elsif old.is_deleted and not new.is_deleted then did := 'restored';
        end if; $f$ else '' end,
    activity_differences(tenant_table));
  execute format('revoke execute on function %I() from public', log_function);

  -- Deferred: an entry is written at the commit, so no transaction waits for another one that is still running.
  execute format($f$
    drop trigger if exists activity_of_insert on %1$s;
    drop trigger if exists activity_of_update on %1$s;
    drop trigger if exists activity_of_delete on %1$s;
    create constraint trigger activity_of_insert after insert on %1$s deferrable initially deferred
      for each row execute function %2$I();
    create constraint trigger activity_of_update after update on %1$s deferrable initially deferred
      for each row when (old.* *<> new.*) execute function %2$I();
    create constraint trigger activity_of_delete after delete on %1$s deferrable initially deferred
      for each row execute function %2$I();
    -- These would change a record without a log entry, or change its identity.
    create or replace trigger refuse_truncate before truncate on %1$s for each statement execute function refuse_change();
    create or replace trigger refuse_new_identity after update of organization_id, id on %1$s for each row
      when (old.organization_id <> new.organization_id or old.id <> new.id) execute function refuse_change(); $f$,
    tenant_table, log_function);
  perform view_past_of(tenant_table);
end
$$;

-- Creates the view of a table's past. It starts from the "created" entries and returns each record once, even one that was deleted in the
-- database and inserted again.
create or replace function view_past_of(tenant_table regclass) returns void
  language plpgsql as $$
declare
  relation text := (select relname from pg_class where oid = tenant_table);
  past_columns text;
  past_types text;
begin
  select string_agg(format('p.%I as %I', field, name), ', '), string_agg(format('%I %s', field, type), ', ')
    into past_columns, past_types
    -- The log has a digest in place of a hash, which is not the column's value.
    from activity_fields(tenant_table) where name <> 'id' and type <> 'bytea'::regtype;
  -- Replacing a view can only add columns at its end.
  execute format('drop view if exists as_of.%I', relation);
  execute format($f$
    create view as_of.%1$I with (security_invoker = true) as
    select c.organization_id, c.resource_id as id, %2$s
      from (select e.organization_id, e.resource_id
              from public.activity_entries e
             where e.resource_type = %4$L and e.action = 'created' and e.sequence <= (select as_of_sequence())
             group by e.organization_id, e.resource_id) c
     cross join lateral (
       select coalesce(e.record, e.after) as image
         from public.activity_entries e
        where e.organization_id = c.organization_id and e.resource_type = %4$L and e.resource_id = c.resource_id
          and e.sequence <= (select as_of_sequence())
        order by e.sequence desc limit 1
     ) v
     cross join lateral json_to_record(v.image) as p (%3$s)
     where v.image is not null $f$,
    relation, past_columns, past_types, replace(relation, '_', '-'));
  execute format('grant select on as_of.%I to raptor_comply_app', relation);
end
$$;
