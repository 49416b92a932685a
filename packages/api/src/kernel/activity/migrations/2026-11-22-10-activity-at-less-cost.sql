-- The same log, at a fraction of the cost. What was measured: a function in SQL that is not inlined plans its query at each call; a
-- statement in a function costs several times an assignment; and an expression of a hundred parts is prepared for each row that a
-- statement changes, while a trigger for each row prepares it once.

-- Only the functions here write entries, and what they write was checked by reading them; PostgreSQL would read the text of each of
-- these constraints anew for every statement.
alter table activity_entries
  drop constraint activity_entries_sequence_check,
  drop constraint activity_entries_actor_type_check,
  drop constraint activity_entries_action_check,
  drop constraint activity_entries_previous_hash_check,
  drop constraint activity_entries_hash_check;

-- Made as JSON, and not to be read again to see that it is.
alter table private.activity_pending
  alter before type json using before::json, alter after type json using after::json, alter record type json using record::json;

create or replace function record_refusal(details jsonb) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  begins boolean := begins_activity();
begin
  insert into private.activity_pending (is_first, organization_id, action, resource_type, resource_id, after)
  values (begins, current_organization_id(), 'refused', 'api-keys',
          nullif(current_setting('app.api_key_id', true), '')::uuid, canonical_json(details)::json);
  perform set_config('app.activity_is_pending', case when begins then 'one' else 'many' end, true);
end
$$;

-- An entry's canonical form, before and behind its predecessor's hash; as before, without a look at the type of every part.
create or replace function activity_until_hash(action text, actor text, after text, before text, reason text, moment timestamptz, operation text)
  returns text language sql stable parallel safe
  return '{"action":"' || action || '","actor":' || actor || ',"after":' || coalesce(after, 'null') || ',"before":' || coalesce(before, 'null')
         || ',"changeReason":' || reason || ',"occurredAt":"' || rfc3339(moment) || '","operationId":' || operation || ',"previousHash":"';
create or replace function activity_since_hash(record text, request text, resource_id uuid, resource_type text, sequence bigint)
  returns text language sql stable parallel safe
  return '","record":' || coalesce(record, 'null') || ',"requestId":' || request || ',"resourceId":'
         || coalesce('"' || resource_id::text || '"', 'null') || ',"resourceType":"' || resource_type || '","sequence":' || sequence::text || '}';

-- A record's fields in the canonical order and with values of the canonical form, to be selected and made JSON of.
create function activity_columns(tenant_table regclass, record text) returns text
  language sql stable
  return (
    select string_agg(
             format('%s as %I',
                    case
                      when type = 'timestamptz'::regtype then format('rfc3339(%s)', reference)
                      when type = 'numeric'::regtype then reference || '::text'
                      when type = 'double precision'::regtype then format('canonical_number(%s)::json', reference)
                      when type = 'jsonb'::regtype then format('canonical_json(%s)::json', reference)
                      else reference
                    end, field),
             ', ' order by field collate "C")
      from (select atttypid::regtype as type, camel_case(attname) as field, format('%s.%I', record, attname) as reference
              from pg_attribute
             where attrelid = tenant_table and attnum > 0 and not attisdropped
               and attname <> 'organization_id' and atttypid <> 'bytea'::regtype) fields);

-- The changed fields of `old` and `new`: an IF for each.
create function activity_differences(tenant_table regclass) returns text
  language sql stable
  return (
    select string_agg(
             format($f$
      if old.%1$I%2$s is distinct from new.%1$I%2$s then
        was := was || %3$L || coalesce(%4$s, 'null');
        became := became || %3$L || coalesce(%5$s, 'null');
      end if;$f$,
                    -- 100.0 and 100.00 are equal, and not the same.
                    name, case when type = 'numeric'::regtype then '::text' else '' end,
                    ',' || to_json(field)::text || ':',
                    activity_value(type, 'old.' || quote_ident(name)), activity_value(type, 'new.' || quote_ident(name))),
             '' order by field collate "C")
      from (select attname as name, atttypid::regtype as type, camel_case(attname) as field
              from pg_attribute
             where attrelid = tenant_table and attnum > 0 and not attisdropped
               and attname <> 'organization_id' and atttypid <> 'bytea'::regtype) fields);

create or replace function begins_activity() returns boolean
  language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return not exists (select from private.activity_pending p where p.transaction = pg_current_xact_id());
end
$$;

-- Turns on the log for a table: every insert, update and delete of it, and its view in the schema of the past. To be called
-- again after a column is added. Hashes of keys, the only bytea there is, stay out.
create or replace function audit_tenant_table(tenant_table regclass) returns void
  language plpgsql as $$
declare
  relation text := (select relname from pg_class where oid = tenant_table);
  resource text := replace(relation, '_', '-');
  has_deleted boolean := exists (select from pg_attribute where attrelid = tenant_table and attname = 'is_deleted' and not attisdropped);
  past_columns text;
  past_types text;
begin
  -- Inserts may be of many rows, and are logged together.
  execute format($f$
    create or replace function %1$I() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $body$
    declare
      begins boolean := not exists (select from private.activity_pending p where p.transaction = pg_current_xact_id());
      entries bigint;
      noted text;
    begin
      insert into private.activity_pending (is_first, organization_id, action, resource_type, resource_id, after)
      select begins and n.id = (select f.id from new_rows f limit 1), n.organization_id, 'created', %2$L, n.id, row_to_json(image)
        from new_rows n cross join lateral (select %3$s) image order by n.id;
      get diagnostics entries = row_count;
      if entries > 0 then
        noted := set_config('app.activity_is_pending', case when begins and entries = 1 then 'one' else 'many' end, true);
      end if;
      return null;
    end
    $body$ $f$,
    'log_' || relation, resource, activity_columns(tenant_table, 'n'));

  execute format($f$
    create or replace function %1$I() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $body$
    declare
      begins boolean := not exists (select from private.activity_pending p where p.transaction = pg_current_xact_id());
      did text := 'updated';
      was text := '';
      became text := '';
      noted text;
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
      noted := set_config('app.activity_is_pending', case when begins then 'one' else 'many' end, true);
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

  if not exists (select from pg_trigger where tgrelid = tenant_table and tgname = 'activity_of_insert') then
    execute format('create trigger activity_of_insert after insert on %s referencing new table as new_rows
                      for each statement execute function %I()', tenant_table, 'log_' || relation);
    -- These would change a record without its log, or make another record of it.
    execute format('create trigger refuse_truncate before truncate on %s for each statement execute function refuse_change()', tenant_table);
    execute format('create trigger refuse_new_identity after update of organization_id, id on %s for each row
                      when (old.organization_id <> new.organization_id or old.id <> new.id) execute function refuse_change()', tenant_table);
  end if;
  execute format('create or replace trigger activity_of_update after update on %s for each row
                    when (old.* *<> new.*) execute function %I()', tenant_table, 'log_change_of_' || relation);
  execute format('create or replace trigger activity_of_delete after delete on %s for each row execute function %I()',
                 tenant_table, 'log_change_of_' || relation);

  select string_agg(case when name = 'organization_id' then 'c.organization_id'
                         when name = 'id' then 'c.resource_id as id'
                         when type = 'bytea'::regtype then format('null::bytea as %I', name)
                         else format('p.%I as %I', camel_case(name), name) end, ', ' order by position),
         string_agg(format('%I %s', camel_case(name), type), ', ' order by position)
           filter (where name not in ('organization_id', 'id') and type <> 'bytea'::regtype)
    into past_columns, past_types
    from (select attname as name, atttypid::regtype as type, attnum as position
            from pg_attribute where attrelid = tenant_table and attnum > 0 and not attisdropped) columns;
  execute format($f$
    create or replace view as_of.%1$I with (security_invoker = true) as
    select %2$s
      from public.activity_entries c
     cross join lateral (
       select coalesce(e.record, e.after) as image
         from public.activity_entries e
        where e.organization_id = c.organization_id and e.resource_type = c.resource_type and e.resource_id = c.resource_id
          and e.sequence <= as_of_sequence()
        order by e.sequence desc limit 1
     ) v
     cross join lateral json_to_record(v.image) as p (%3$s)
     where c.resource_type = %4$L and c.action = 'created' and c.sequence <= as_of_sequence() and v.image is not null
       -- Somebody in the database may have deleted it and made it anew.
       and not exists (
         select from public.activity_entries anew
          where anew.organization_id = c.organization_id and anew.resource_type = c.resource_type and anew.resource_id = c.resource_id
            and anew.sequence > c.sequence and anew.sequence <= as_of_sequence() and anew.action = 'created') $f$,
    relation, past_columns, past_types, resource);
  execute format('grant select on as_of.%I to raptor_comply_app', relation);
end
$$;

-- A trigger for each row takes the place of one for each statement.
do $$
declare
  audited regclass;
begin
  for audited in select tgrelid::regclass from pg_trigger where tgname = 'activity_of_insert' loop
    execute format('drop trigger activity_of_update on %s', audited);
    execute format('drop trigger activity_of_delete on %s', audited);
    perform audit_tenant_table(audited);
  end loop;
end
$$;

-- The end of an organization's chain, with the moment of what is appended next: held until the commit is done. The moment is told
-- behind the turn, so that moments are in the order of commits.
create function activity_head(organization uuid) returns activity_heads
  language plpgsql volatile set search_path = public, pg_temp as $$
declare
  head activity_heads;
  turn text := pg_advisory_xact_lock(activity_lock_key(organization))::text;
begin
  select * into head from activity_heads h where h.organization_id = organization;
  if not found then
    insert into activity_heads (organization_id) values (organization) returning * into head;
  end if;
  -- Never before a moment that somebody could have asked about already.
  head.occurred_at := greatest(date_trunc('milliseconds', clock_timestamp()), head.occurred_at) + interval '1 millisecond';
  return head;
end
$$;
revoke execute on function activity_head from public;

-- At the commit: numbers and chains what the transaction changed. Most change one record, and are spared what many need.
create or replace function seal_activity() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  head activity_heads;
  previous bytea;
  entry private.activity_pending;
  noted text;
  key_id uuid := nullif(current_setting('app.api_key_id', true), '');
  operator text := nullif(current_setting('app.operator', true), '');
  actor text := case when key_id is not null then 'api_key' when operator is not null then 'operator' else 'database' end;
  label text := coalesce(operator, nullif(current_setting('app.api_key_label', true), ''), session_user);
  operation text := nullif(current_setting('app.operation_id', true), '');
  request text := nullif(current_setting('app.request_id', true), '');
  reason text := nullif(current_setting('app.change_reason', true), '');
  actor_json text := '{"id":' || coalesce(to_json(key_id)::text, 'null') || ',"label":' || to_json(label)::text || ',"type":"' || actor || '"}';
  operation_json text := coalesce(to_json(operation)::text, 'null');
  request_json text := coalesce(to_json(request)::text, 'null');
  reason_json text := coalesce(to_json(reason)::text, 'null');
  organization uuid;
begin
  if current_setting('app.activity_is_pending', true) = 'one' then
    -- One, or an error: the setting only saves time, as anybody may write a setting.
    delete from private.activity_pending p where p.transaction = pg_current_xact_id() returning p.* into strict entry;
    head := activity_head(entry.organization_id);
    previous := head.hash;
    head.sequence := head.sequence + 1;
    head.hash := activity_link(
      null,
      activity_until_hash(entry.action, actor_json, entry.after::text, entry.before::text, reason_json, head.occurred_at, operation_json),
      activity_since_hash(entry.record::text, request_json, entry.resource_id, entry.resource_type, head.sequence),
      previous);
    if entry.action <> 'refused' then
      head.version := activity_version(head.sequence, head.hash);
    end if;
    with moved as (
      update activity_heads h
         set sequence = head.sequence, occurred_at = head.occurred_at, hash = head.hash, version = head.version
       where h.organization_id = entry.organization_id
    )
    insert into activity_entries
      (organization_id, sequence, occurred_at, actor_type, actor_id, actor_label, operation_id, action, resource_type, resource_id,
       before, after, record, change_reason, request_id, previous_hash, hash)
    values (entry.organization_id, head.sequence, head.occurred_at, actor, key_id, label, operation, entry.action, entry.resource_type,
            entry.resource_id, entry.before, entry.after, entry.record, reason, request, previous, head.hash);
  else
    for organization in
      select distinct p.organization_id from private.activity_pending p where p.transaction = pg_current_xact_id() order by 1
    loop
      head := activity_head(organization);
      with taken as (
        delete from private.activity_pending p where p.transaction = pg_current_xact_id() and p.organization_id = organization returning p.*
      ), numbered as (
        select t.*, head.sequence + row_number() over (order by t.ordinal) as sequence from taken t
      ), chained as (
        select n.*,
               activity_chain(activity_until_hash(n.action, actor_json, n.after::text, n.before::text, reason_json, head.occurred_at, operation_json),
                              activity_since_hash(n.record::text, request_json, n.resource_id, n.resource_type, n.sequence),
                              head.hash) over (order by n.sequence) as hash
          from numbered n
      ), appended as (
        insert into activity_entries
          (organization_id, sequence, occurred_at, actor_type, actor_id, actor_label, operation_id, action, resource_type, resource_id,
           before, after, record, change_reason, request_id, previous_hash, hash)
        select organization, n.sequence, head.occurred_at, actor, key_id, label, operation, n.action, n.resource_type, n.resource_id,
               n.before, n.after, n.record, reason, request,
               lag(n.hash, 1, head.hash) over (order by n.sequence), n.hash
          from chained n
        returning sequence, action, hash
      )
      select a.sequence, a.hash,
             coalesce((select activity_version(c.sequence, c.hash) from appended c where c.action <> 'refused'
                        order by c.sequence desc limit 1), head.version)
        into head.sequence, head.hash, head.version
        from appended a order by a.sequence desc limit 1;
      update activity_heads h
         set sequence = head.sequence, occurred_at = head.occurred_at, hash = head.hash, version = head.version
       where h.organization_id = organization;
    end loop;
  end if;
  noted := set_config('app.activity_is_pending', '', true);
  return null;
end
$$;
-- Whoever could hang it on a table of his own would have it seal what is not pending.
revoke execute on function seal_activity from public;
