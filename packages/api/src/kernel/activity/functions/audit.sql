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

-- The logged columns of a table. Hashes of keys, the only bytea columns, stay out of the log.
create or replace function activity_fields(tenant_table regclass, out name name, out type regtype, out field text) returns setof record
  language sql stable
  begin atomic
    select attname, atttypid::regtype, camel_case(attname)
      from pg_attribute
     where attrelid = tenant_table and attnum > 0 and not attisdropped
       and attname <> 'organization_id' and atttypid <> 'bytea'::regtype;
  end;

-- The expression whose to_json() is a column's value in the canonical form. A number without an exact form in JSON is a string.
create or replace function activity_value(record text, name name, type regtype) returns text
  language sql immutable
  return format(
    case type
      when 'timestamptz'::regtype then 'rfc3339(%s.%I)'
      when 'numeric'::regtype then '%s.%I::text'
      when 'double precision'::regtype then 'canonical_number(%s.%I)::json'
      when 'jsonb'::regtype then 'canonical_json(%s.%I)::json'
      else '%s.%I'
    end, record, name);

-- The select list whose row_to_json() is a record in the canonical form.
create or replace function activity_columns(tenant_table regclass, record text) returns text
  language sql stable
  return (
    select string_agg(format('%s as %I', activity_value(record, name, type), field), ', ' order by field collate "C")
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

-- Creates the log's triggers of a record table and its view of the past, from the table's current columns. The migration of a table calls
-- it through protect_tenant_table; it runs again for all record tables when the schema or a function has changed.
create or replace function audit_tenant_table(tenant_table regclass) returns void
  language plpgsql as $$
declare
  relation text := (select relname from pg_class where oid = tenant_table);
  resource text := replace(relation, '_', '-');
  has_deleted boolean := exists (select from pg_attribute where attrelid = tenant_table and attname = 'is_deleted' and not attisdropped);
begin
  -- One statement may insert many rows; it logs them together.
  execute format($f$
    create or replace function %1$I() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $body$
    declare
      begins boolean := not exists (select from private.activity_pending p where p.transaction = pg_current_xact_id());
      entries bigint;
      ignored text;
    begin
      insert into private.activity_pending (is_first, organization_id, action, resource_type, resource_id, after)
      select begins and n.id = (select f.id from new_rows f limit 1), n.organization_id, 'created', %2$L, n.id, row_to_json(image)
        from new_rows n cross join lateral (select %3$s) image order by n.id;
      get diagnostics entries = row_count;
      if entries > 0 then
        ignored := set_config('app.activity_is_pending', case when begins and entries = 1 then 'one' else 'many' end, true);
      end if;
      return null;
    end
    $body$ $f$,
    'log_' || relation, resource, activity_columns(tenant_table, 'n'));

  -- A row trigger, as PostgreSQL would initialize the long expressions for each row of a statement anyway.
  execute format($f$
    create or replace function %1$I() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $body$
    declare
      begins boolean := not exists (select from private.activity_pending p where p.transaction = pg_current_xact_id());
      did text := 'updated';
      was text := '';
      became text := '';
      ignored text;
    begin
      if tg_op = 'DELETE' then
        insert into private.activity_pending (is_first, organization_id, action, resource_type, resource_id, before)
        select begins, old.organization_id, 'deleted', %2$L, old.id, row_to_json(image) from (select %3$s) image;
      else
        %4$s
        %5$s
        insert into private.activity_pending (is_first, organization_id, action, resource_type, resource_id, before, after, record)
        select begins, new.organization_id, did, %2$L, new.id, ('{' || substr(was, 2) || '}')::json, ('{' || substr(became, 2) || '}')::json,
               row_to_json(image)
          from (select %6$s) image;
      end if;
      ignored := set_config('app.activity_is_pending', case when begins then 'one' else 'many' end, true);
      return null;
    end
    $body$ $f$,
    'log_change_of_' || relation, resource, activity_columns(tenant_table, 'old'),
    case when has_deleted then $f$
        if new.is_deleted and not old.is_deleted then did := 'deleted';
        elsif old.is_deleted and not new.is_deleted then did := 'restored';
        end if; $f$ else '' end,
    activity_differences(tenant_table), activity_columns(tenant_table, 'new'));
  execute format('revoke execute on function %I(), %I() from public', 'log_' || relation, 'log_change_of_' || relation);

  execute format($f$
    create or replace trigger activity_of_insert after insert on %1$s referencing new table as new_rows
      for each statement execute function %2$I();
    create or replace trigger activity_of_update after update on %1$s for each row
      when (old.* *<> new.*) execute function %3$I();
    create or replace trigger activity_of_delete after delete on %1$s for each row execute function %3$I();
    -- These would change a record without a log entry, or change its identity.
    create or replace trigger refuse_truncate before truncate on %1$s for each statement execute function refuse_change();
    create or replace trigger refuse_new_identity after update of organization_id, id on %1$s for each row
      when (old.organization_id <> new.organization_id or old.id <> new.id) execute function refuse_change(); $f$,
    tenant_table, 'log_' || relation, 'log_change_of_' || relation);
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
  select string_agg(case when name = 'organization_id' then 'c.organization_id'
                         when name = 'id' then 'c.resource_id as id'
                         when type = 'bytea'::regtype then format('null::bytea as %I', name)
                         else format('p.%I as %I', camel_case(name), name) end, ', ' order by position),
         string_agg(format('%I %s', camel_case(name), type), ', ' order by position)
           filter (where name not in ('organization_id', 'id') and type <> 'bytea'::regtype)
    into past_columns, past_types
    from (select attname as name, atttypid::regtype as type, attnum as position
            from pg_attribute where attrelid = tenant_table and attnum > 0 and not attisdropped) columns;
  -- Replacing a view can only add columns at its end.
  execute format('drop view if exists as_of.%I', relation);
  execute format($f$
    create view as_of.%1$I with (security_invoker = true) as
    select %2$s
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
