-- These functions run in every write, so they are written for speed. PostgreSQL inlines a small SQL function only if nothing in it is
-- more volatile than the function's declaration, and plans any other SQL function again at each call. In PL/pgSQL, a statement costs
-- several times as much as an assignment.

-- Writers to an organization's chain hold this lock. Readers of the past take it shared, to see every commit before their time.
create or replace function activity_lock_key(organization uuid) returns bigint
  language sql immutable parallel safe
  return hashtextextended('activity ' || organization::text, 0);

-- The version of an organization after an entry. It includes the hash, as a restored database repeats numbers.
create or replace function activity_version(sequence bigint, hash bytea) returns text
  language sql immutable parallel safe
  return sequence::text || '-' || encode(substring(hash from 1 for 6), 'hex');

-- An entry's canonical form, before and after the hash of its predecessor. `actor`, `reason`, `operation` and `request` are already JSON.
create or replace function activity_until_hash(action text, actor text, after text, before text, reason text, moment timestamptz, operation text)
  returns text language sql stable parallel safe
  return '{"action":"' || action || '","actor":' || actor || ',"after":' || coalesce(after, 'null') || ',"before":' || coalesce(before, 'null')
         || ',"changeReason":' || reason || ',"occurredAt":"' || rfc3339(moment) || '","operationId":' || operation || ',"previousHash":"';
create or replace function activity_since_hash(record text, request text, resource_id uuid, resource_type text, sequence bigint)
  returns text language sql stable parallel safe
  return '","record":' || coalesce(record, 'null') || ',"requestId":' || request || ',"resourceId":'
         || coalesce('"' || resource_id::text || '"', 'null') || ',"resourceType":"' || resource_type || '","sequence":' || sequence::text || '}';

-- The hash of an entry from its predecessor's: `chain_end` for the first of a transaction.
create or replace function activity_link(predecessor bytea, head text, tail text, chain_end bytea) returns bytea
  language plpgsql immutable parallel safe as $$
begin
  return sha256(convert_to(head || encode(coalesce(predecessor, chain_end), 'hex') || tail, 'UTF8'));
end
$$;
create or replace aggregate activity_chain(head text, tail text, chain_end bytea) (sfunc = activity_link, stype = bytea);

-- Returns the end of an organization's chain, with the time of the next entries, and locks it until the commit. The time is read after
-- the lock is taken, so times are in the order of commits.
create or replace function activity_head(
  organization uuid, out sequence bigint, out version text, out occurred_at timestamptz, out hash bytea
) language plpgsql volatile set search_path = public, pg_temp as $$
declare
  turn text := pg_advisory_xact_lock(activity_lock_key(organization))::text;
begin
  select h.sequence, h.version, h.occurred_at, h.hash into sequence, version, occurred_at, hash
    from activity_heads h where h.organization_id = organization;
  if not found then
    insert into activity_heads as h (organization_id) values (organization)
      returning h.sequence, h.version, h.occurred_at, h.hash into sequence, version, occurred_at, hash;
  end if;
  -- Later than any time that a reader may have asked for.
  occurred_at := greatest(date_trunc('milliseconds', clock_timestamp()), occurred_at) + interval '1 millisecond';
end
$$;
revoke execute on function activity_head from public;

-- Runs at the commit: numbers and chains the entries of the transaction. Most transactions change one record and take the short path.
create or replace function seal_activity() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  head record;
  previous bytea;
  entry record;
  ignored text;
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
    -- The setting is only a hint, as anyone can change a setting: `strict` fails unless there is exactly one entry.
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
  ignored := set_config('app.activity_is_pending', '', true);
  return null;
end
$$;
-- No other role may attach it to a table.
revoke execute on function seal_activity from public;

-- Logs a refused request, which changed nothing.
create or replace function record_refusal(details jsonb) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  begins boolean := not exists (select from private.activity_pending p where p.transaction = pg_current_xact_id());
begin
  insert into private.activity_pending (is_first, organization_id, action, resource_type, resource_id, after)
  values (begins, current_organization_id(), 'refused', 'api-keys',
          nullif(current_setting('app.api_key_id', true), '')::uuid, canonical_json(details)::json);
  perform set_config('app.activity_is_pending', case when begins then 'one' else 'many' end, true);
end
$$;
revoke execute on function record_refusal from public;
grant execute on function record_refusal to raptor_comply_app;
