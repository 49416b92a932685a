-- The activity log: what was changed, by whom and when. Triggers write it, whoever makes the change; each organization's
-- entries form a chain of hashes, so that a later change to the log itself shows.

create table activity_entries (
  organization_id uuid not null,
  -- 1, 2, 3 … within the organization, in the order of commits.
  sequence bigint not null check (sequence > 0),
  -- One moment for a transaction, later than that of the organization's transaction before.
  occurred_at timestamptz(3) not null,
  actor_type text not null check (actor_type in ('api_key', 'operator', 'database')),
  actor_id uuid,
  actor_label text,
  operation_id text,
  action text not null check (action in ('created', 'updated', 'deleted', 'restored', 'refused')),
  resource_type text not null,
  resource_id uuid,
  -- The changed fields, and the whole record where these are not all of it. Text in the canonical form, kept as it was hashed.
  before json,
  after json,
  record json,
  change_reason text,
  request_id text,
  -- SHA-256 of the entry's canonical form, which has its predecessor's hash in it.
  previous_hash bytea not null check (length(previous_hash) = 32),
  hash bytea not null check (length(hash) = 32),
  primary key (organization_id, sequence)
);
create index activity_entries_by_resource on activity_entries (organization_id, resource_type, resource_id, sequence);
create index activity_entries_by_time on activity_entries (organization_id, occurred_at, sequence);
-- What there ever was of a resource: where an answer about the past begins.
create index activity_entries_created on activity_entries (organization_id, resource_type, sequence) where action = 'created';

-- The end of each organization's chain. Whoever appends holds its row until the commit: organizations do not wait for each other.
create table activity_heads (
  organization_id uuid primary key,
  sequence bigint not null default 0,
  -- Names the last entry that is not a refusal: while it stays, every answer about the organization stays.
  version text not null default '0',
  occurred_at timestamptz(3) not null default '-infinity',
  hash bytea not null default decode(repeat('00', 32), 'hex')
);

-- What a transaction has changed so far. Entries are numbered and chained when it commits, so nobody waits for a
-- transaction that is still at work. Unlogged: after a crash there is no such transaction.
create schema private;
create unlogged table private.activity_pending (
  transaction xid8 not null default pg_current_xact_id(),
  ordinal bigint generated always as identity,
  -- The transaction's first: the one that has the others chained at the commit.
  is_first boolean not null,
  organization_id uuid not null,
  action text not null,
  resource_type text not null,
  resource_id uuid,
  before text,
  after text,
  record text,
  primary key (transaction, ordinal)
);

do $$
declare
  log_table text;
begin
  foreach log_table in array array['activity_entries', 'activity_heads'] loop
    execute format('alter table %I enable row level security', log_table);
    execute format('create policy organization on %I for select to raptor_comply_app using (organization_id = current_organization_id())',
                   log_table);
    -- Reading is all that requests may do with the log.
    execute format('grant select on %I to raptor_comply_app', log_table);
  end loop;
end
$$;

-- Not even the owner changes the log by accident.
create function refuse_change() returns trigger
  language plpgsql as $$
begin
  raise exception '% on % is refused: the activity log must account for every change and is never changed itself', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;
create trigger refuse_change before update or delete or truncate on activity_entries
  for each statement execute function refuse_change();

-- JSON in the canonical form of RFC 8785: keys in order (ours are ASCII), no spaces, numbers as ECMAScript writes them (ours are below
-- 2^53, beyond which PostgreSQL chooses other digits here and there).
create function canonical_number(number double precision) returns text
  language sql stable parallel safe
  return case
    when number = 0 then '0'
    when abs(number) >= 1e-6 and abs(number) < 1e21 then trim_scale(number::text::numeric)::text
    else regexp_replace(number::text, 'e([+-])0+(\d)', 'e\1\2')
  end;

create function canonical_json(value jsonb) returns text
  language plpgsql stable parallel safe as $$
begin
  return case jsonb_typeof(value)
    when 'object' then '{' || coalesce((select string_agg(to_json(key)::text || ':' || canonical_json(item), ',' order by key collate "C")
                                          from jsonb_each(value) as fields (key, item)), '') || '}'
    when 'array' then '[' || coalesce((select string_agg(canonical_json(item), ',' order by position)
                                         from jsonb_array_elements(value) with ordinality as items (item, position)), '') || ']'
    when 'number' then canonical_number((value #>> '{}')::double precision)
    else value::text
  end;
end
$$;

create function rfc3339(moment timestamptz) returns text
  language sql stable parallel safe
  return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- One link of the chain: the hash of an entry whose canonical form has the predecessor's hash between `head` and `tail`.
create function activity_link(predecessor bytea, head text, tail text, chain_end bytea) returns bytea
  language plpgsql immutable parallel safe as $$
begin
  return sha256(convert_to(head || encode(coalesce(predecessor, chain_end), 'hex') || tail, 'UTF8'));
end
$$;
create aggregate activity_chain(head text, tail text, chain_end bytea) (sfunc = activity_link, stype = bytea);

-- Names the state of an organization after an entry; by the hash too, as a restored database goes on from the same number.
create function activity_version(sequence bigint, hash bytea) returns text
  language sql immutable parallel safe
  return sequence::text || '-' || encode(substring(hash from 1 for 6), 'hex');

-- Who takes turns at an organization's chain; readers of the past take it shared, to see every commit before their moment.
-- (Small functions like these are inlined where nothing in them is less immutable than they claim to be.)
create function activity_lock_key(organization uuid) returns bigint
  language sql immutable parallel safe
  return hashtextextended('activity ' || organization::text, 0);

-- An entry's canonical form, before and behind its predecessor's hash. What is not text of the entry's own is JSON already.
create function activity_until_hash(action text, actor text, after text, before text, reason text, moment timestamptz, operation text)
  returns text language sql stable parallel safe
  return concat('{"action":"', action, '","actor":', actor, ',"after":', coalesce(after, 'null'), ',"before":', coalesce(before, 'null'),
                ',"changeReason":', reason, ',"occurredAt":"', rfc3339(moment), '","operationId":', operation, ',"previousHash":"');
create function activity_since_hash(record text, request text, resource_id uuid, resource_type text, sequence bigint)
  returns text language sql stable parallel safe
  return concat('","record":', coalesce(record, 'null'), ',"requestId":', request, ',"resourceId":', coalesce('"' || resource_id || '"', 'null'),
                ',"resourceType":"', resource_type, '","sequence":', sequence, '}');

-- At the commit: numbers and chains what the transaction changed. Most change one record, and are spared what many need.
create function seal_activity() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  head activity_heads;
  previous bytea;
  entry private.activity_pending;
  is_one boolean := current_setting('app.activity_is_pending', true) is not distinct from 'one';
  key_id uuid := nullif(current_setting('app.api_key_id', true), '');
  operator text := nullif(current_setting('app.operator', true), '');
  actor text := case when key_id is not null then 'api_key' when operator is not null then 'operator' else 'database' end;
  label text := coalesce(operator, nullif(current_setting('app.api_key_label', true), ''), session_user);
  operation text := current_operation();
  request text := nullif(current_setting('app.request_id', true), '');
  reason text := nullif(current_setting('app.change_reason', true), '');
  actor_json text := concat('{"id":', coalesce(to_json(key_id)::text, 'null'), ',"label":', to_json(label)::text, ',"type":"', actor, '"}');
  operation_json text := coalesce(to_json(operation)::text, 'null');
  request_json text := coalesce(to_json(request)::text, 'null');
  reason_json text := coalesce(to_json(reason)::text, 'null');
  organization uuid;
begin
  if is_one then
    delete from private.activity_pending p where p.transaction = pg_current_xact_id() returning p.* into strict entry;
  end if;
  for organization in
    select entry.organization_id where is_one
     union
    select p.organization_id from private.activity_pending p where not is_one and p.transaction = pg_current_xact_id()
     order by 1
  loop
    -- Held until the commit is done. The moment is told behind it, so that moments are in the order of commits.
    perform pg_advisory_xact_lock(activity_lock_key(organization));
    select * into head from activity_heads h where h.organization_id = organization;
    if not found then
      insert into activity_heads (organization_id) values (organization) returning * into head;
    end if;
    -- Never before a moment that somebody could have asked about already.
    head.occurred_at := greatest(date_trunc('milliseconds', clock_timestamp()), head.occurred_at) + interval '1 millisecond';
    if is_one then
      previous := head.hash;
      head.sequence := head.sequence + 1;
      head.hash := activity_link(
        null,
        activity_until_hash(entry.action, actor_json, entry.after, entry.before, reason_json, head.occurred_at, operation_json),
        activity_since_hash(entry.record, request_json, entry.resource_id, entry.resource_type, head.sequence),
        head.hash);
      insert into activity_entries
        (organization_id, sequence, occurred_at, actor_type, actor_id, actor_label, operation_id, action, resource_type, resource_id,
         before, after, record, change_reason, request_id, previous_hash, hash)
      values (organization, head.sequence, head.occurred_at, actor, key_id, label, operation, entry.action, entry.resource_type,
              entry.resource_id, entry.before::json, entry.after::json, entry.record::json, reason, request, previous, head.hash);
      if entry.action <> 'refused' then
        head.version := activity_version(head.sequence, head.hash);
      end if;
    else
      with taken as (
        delete from private.activity_pending p where p.transaction = pg_current_xact_id() and p.organization_id = organization returning p.*
      ), numbered as (
        select t.*, head.sequence + row_number() over (order by t.ordinal) as sequence from taken t
      ), chained as (
        select n.*,
               activity_chain(activity_until_hash(n.action, actor_json, n.after, n.before, reason_json, head.occurred_at, operation_json),
                              activity_since_hash(n.record, request_json, n.resource_id, n.resource_type, n.sequence),
                              head.hash) over (order by n.sequence) as hash
          from numbered n
      ), appended as (
        insert into activity_entries
          (organization_id, sequence, occurred_at, actor_type, actor_id, actor_label, operation_id, action, resource_type, resource_id,
           before, after, record, change_reason, request_id, previous_hash, hash)
        select organization, n.sequence, head.occurred_at, actor, key_id, label, operation, n.action, n.resource_type, n.resource_id,
               n.before::json, n.after::json, n.record::json, reason, request,
               lag(n.hash, 1, head.hash) over (order by n.sequence), n.hash
          from chained n
        returning sequence, action, hash
      )
      select a.sequence, a.hash,
             coalesce((select activity_version(c.sequence, c.hash) from appended c where c.action <> 'refused'
                        order by c.sequence desc limit 1), head.version)
        into head.sequence, head.hash, head.version
        from appended a order by a.sequence desc limit 1;
    end if;
    update activity_heads h
       set sequence = head.sequence, occurred_at = head.occurred_at, hash = head.hash, version = head.version
     where h.organization_id = organization;
  end loop;
  perform set_config('app.activity_is_pending', '', true);
  return null;
end
$$;
create constraint trigger seal_activity after insert on private.activity_pending
  deferrable initially deferred for each row when (new.is_first) execute function seal_activity();

-- True once in a transaction: for its first entry. Whether 'one' is pending then, or 'many', is noted in a setting; that only saves
-- time, as anybody may write a setting.
create function begins_activity() returns boolean
  language sql stable security definer set search_path = public, pg_temp
  begin atomic
    select not exists (select from private.activity_pending p where p.transaction = pg_current_xact_id());
  end;

-- A refused request changes nothing, and is an entry all the same.
create function record_refusal(details jsonb) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  begins boolean := begins_activity();
begin
  insert into private.activity_pending (is_first, organization_id, action, resource_type, resource_id, after)
  values (begins, current_organization_id(), 'refused', 'api-keys',
          nullif(current_setting('app.api_key_id', true), '')::uuid, canonical_json(details));
  perform set_config('app.activity_is_pending', case when begins then 'one' else 'many' end, true);
end
$$;

-- Whoever else may connect to the database writes nothing into anybody's log.
revoke execute on function record_refusal, begins_activity from public;
grant execute on function record_refusal to raptor_comply_app;

-- The schema of the past: for each tenant table a view of the same name with the rows as they were at `app.as_of_sequence`.
-- A request about the past has it first in its search path, so whatever it reads, it reads there.
create schema as_of;
grant usage on schema as_of to raptor_comply_app;

create function as_of_sequence() returns bigint
  language sql stable parallel safe
  return current_setting('app.as_of_sequence')::bigint;

-- A column's value as JSON text; what has no exact form in JSON numbers is a string.
create function activity_value(column_type regtype, reference text) returns text
  language sql immutable
  return format(
    case
      when column_type = 'timestamptz'::regtype then $f$'"' || rfc3339(%s) || '"'$f$
      when column_type = 'numeric'::regtype then $f$'"' || %s || '"'$f$
      when column_type = 'double precision'::regtype then 'canonical_number(%s)'
      when column_type = 'jsonb'::regtype then 'canonical_json(%s)'
      else 'to_json(%s)::text'
    end, reference);

create function camel_case(name text) returns text
  language sql immutable
  return lower(left(name, 1)) || substr(replace(initcap(replace(name, '_', ' ')), ' ', ''), 2);

-- Turns on the log for a table: every insert, update and delete of it, and its view in the schema of the past. To be called
-- again after a column is added. Hashes of keys, the only bytea there is, stay out.
create function audit_tenant_table(tenant_table regclass) returns void
  language plpgsql as $$
declare
  relation text := (select relname from pg_class where oid = tenant_table);
  resource text := replace(relation, '_', '-');
  has_deleted boolean := exists (select from pg_attribute where attrelid = tenant_table and attname = 'is_deleted' and not attisdropped);
  deletes text := case when has_deleted then 'n.is_deleted and not o.is_deleted' else 'false' end;
  restores text := case when has_deleted then 'o.is_deleted and not n.is_deleted' else 'false' end;
  image_of text;
  diff_of text;
  past_columns text;
  past_types text;
begin
  select 'concat(''{'', ' || string_agg(
           format('%L || coalesce(%s, ''null'')',
                  case when position > 1 then ',' else '' end || to_json(field)::text || ':', activity_value(type, 'ROW.' || quote_ident(name))),
           ', ' order by position) || ', ''}'')',
         '''{'' || concat_ws('','', ' || string_agg(
           format('case when o.%1$I%4$s is distinct from n.%1$I%4$s then %2$L || coalesce(%3$s, ''null'') end',
                  name, to_json(field)::text || ':', activity_value(type, 'ROW.' || quote_ident(name)),
                  -- 100.0 and 100.00 are equal, and not the same.
                  case when type = 'numeric'::regtype then '::text' else '' end),
           ', ' order by position) || ') || ''}'''
    into image_of, diff_of
    from (select attname as name, atttypid::regtype as type, camel_case(attname) as field,
                 row_number() over (order by camel_case(attname) collate "C") as position
            from pg_attribute
           where attrelid = tenant_table and attnum > 0 and not attisdropped
             and attname <> 'organization_id' and atttypid <> 'bytea'::regtype) fields;

  execute format($f$
    create or replace function %1$I() returns trigger
      language plpgsql security definer set search_path = public, pg_temp as $body$
    declare
      begins boolean := begins_activity();
      entries bigint;
    begin
      if tg_op = 'INSERT' then
        insert into private.activity_pending (is_first, organization_id, action, resource_type, resource_id, after)
        select begins and row_number() over (order by n.id) = 1, n.organization_id, 'created', %2$L, n.id, %3$s
          from new_rows n order by n.id;
      elsif tg_op = 'UPDATE' then
        insert into private.activity_pending (is_first, organization_id, action, resource_type, resource_id, before, after, record)
        select begins and row_number() over (order by n.id) = 1, n.organization_id,
               case when %4$s then 'deleted' when %5$s then 'restored' else 'updated' end, %2$L, n.id, %6$s, %7$s, %3$s
          from new_rows n join old_rows o using (organization_id, id)
         where o.* *<> n.* order by n.id;
      else
        insert into private.activity_pending (is_first, organization_id, action, resource_type, resource_id, before)
        select begins and row_number() over (order by o.id) = 1, o.organization_id, 'deleted', %2$L, o.id, %8$s
          from old_rows o order by o.id;
      end if;
      get diagnostics entries = row_count;
      if entries > 0 then
        perform set_config('app.activity_is_pending', case when begins and entries = 1 then 'one' else 'many' end, true);
      end if;
      return null;
    end
    $body$ $f$,
    'log_' || relation, resource, replace(image_of, 'ROW.', 'n.'), deletes, restores,
    replace(diff_of, 'ROW.', 'o.'), replace(diff_of, 'ROW.', 'n.'), replace(image_of, 'ROW.', 'o.'));
  execute format('revoke execute on function %I() from public', 'log_' || relation);

  if not exists (select from pg_trigger where tgrelid = tenant_table and tgname = 'activity_of_insert') then
    execute format('create trigger activity_of_insert after insert on %s referencing new table as new_rows
                      for each statement execute function %I()', tenant_table, 'log_' || relation);
    execute format('create trigger activity_of_update after update on %s referencing old table as old_rows new table as new_rows
                      for each statement execute function %I()', tenant_table, 'log_' || relation);
    execute format('create trigger activity_of_delete after delete on %s referencing old table as old_rows
                      for each statement execute function %I()', tenant_table, 'log_' || relation);
    -- These would change a record without its log, or make another record of it.
    execute format('create trigger refuse_truncate before truncate on %s for each statement execute function refuse_change()', tenant_table);
    execute format('create trigger refuse_new_identity after update of organization_id, id on %s for each row
                      when (old.organization_id <> new.organization_id or old.id <> new.id) execute function refuse_change()', tenant_table);
  end if;

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
