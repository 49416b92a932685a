-- Writes the log. These functions run at the commit of every write, so they are written for speed: in PL/pgSQL, a statement costs several
-- times as much as an assignment.

-- Writers to an organization's log hold this lock. Readers of the past take it shared, to see every commit before their moment.
create or replace function activity_lock_key(organization uuid) returns bigint
  language sql immutable parallel safe
  return hashtextextended('activity ' || organization::text, 0);

create or replace function rfc3339(moment timestamptz) returns text
  language sql stable parallel safe
  return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- A moment in the log, always with six digits of a second.
create or replace function activity_moment(moment timestamptz) returns text
  language sql stable parallel safe
  return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

create or replace function refuse_contradicting_change() returns boolean
  language plpgsql as $$
begin
  raise 'The activity log contradicts a checkpoint' using errcode = 'RC001';
end
$$;

-- Appends an entry: the next number, at a moment later than that of every earlier transaction and than every moment that was asked for.
-- Callers are triggers that set the search path.
create or replace function append_activity(
  organization uuid, action text, resource_type text, resource_id uuid, before json, after json, record json
) returns void language plpgsql as $$
declare
  turn text;
begin
  -- With an older snapshot, the statement below would not see the last entry.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise 'Changes need the isolation level READ COMMITTED' using errcode = 'invalid_transaction_state';
  end if;
  turn := pg_advisory_xact_lock(activity_lock_key(organization))::text;
  -- A statement of its own: its snapshot is taken after the lock.
  insert into activity_entries
    (organization_id, sequence, occurred_at, version, action, resource_type, resource_id, before, after, record, context)
  select organization, m.sequence, m.moment,
         -- A refused request changes no response.
         case when action = 'refused' then coalesce(m.version, '0')
              else m.sequence || '-' || (extract(epoch from m.moment) * 1000000)::bigint end,
         action, resource_type, resource_id, before, after, record,
         coalesce(nullif(current_setting('app.context', true), '')::json,
                  json_build_object('actor', json_build_object('id', null, 'label', session_user, 'type', 'database'),
                                    'changeReason', null, 'operationId', null, 'requestId', null))
    from (select coalesce(last.sequence, 0) + 1 as sequence, last.version, log.contradiction,
                 -- The entries of a transaction have one moment. A restored backup can have the transaction's id in an older entry.
                 case when last.transaction = pg_current_xact_id() and last.occurred_at >= now() then last.occurred_at
                      else greatest(clock_timestamp(), last.occurred_at + interval '1 microsecond',
                                    log.moment + interval '1 microsecond') end as moment
            from (select) as once
            left join lateral (
              select e.sequence, e.version, e.transaction, e.occurred_at from activity_entries e
               where e.organization_id = organization order by e.sequence desc limit 1
            ) last on true
            left join activity_logs log on log.organization_id = organization) m
   where m.contradiction is null or action in ('refused', 'rotated') or refuse_contradicting_change();
end
$$;
revoke execute on function append_activity from public;

-- Logs a refused request, which changed nothing.
create or replace function record_refusal(details json, resource_type text, resource_id uuid) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform append_activity(current_organization_id(), 'refused', resource_type, resource_id, null, details, null);
end
$$;
revoke execute on function record_refusal from public;
grant execute on function record_refusal to raptor_comply_app;

-- Keeps later changes after a moment that a caller reads the past at, so that the past stays the same even if a clock is set back. It
-- must be committed before the past is read. Returns whether the moment is in the future; a caller's clock may be slightly ahead.
create or replace function ask_for_past(moment timestamptz) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  organization uuid := current_organization_id();
begin
  perform pg_sleep(least(0.02, greatest(0, extract(epoch from moment - clock_timestamp()))));
  if moment > clock_timestamp() then
    return true;
  end if;
  if not exists (select from activity_entries e where e.organization_id = organization and e.occurred_at > ask_for_past.moment) then
    insert into activity_logs as l (organization_id, moment) values (organization, moment)
      on conflict (organization_id) do update set moment = excluded.moment where l.moment < excluded.moment;
  end if;
  return false;
end
$$;
revoke execute on function ask_for_past from public;
grant execute on function ask_for_past to raptor_comply_app;
