-- CIP-002-5.1a Attachment 1, criterion 2.11. The rule is in the database, so that every change of a facility applies it.

-- What the criterion says about a control center: now, or after facilities were added and removed and one was resized. Counts all
-- generation that is run from it, BES or not, in MW by interconnection and regional entity, but for facilities that do not count. `high` is never lowered: it rests on criteria 1.1 to 1.4, which do not depend
-- on capacity. The sentence truncates to kilowatts instead of rounding, so that a value below 1500 MW never reads as 1500 MW.
create or replace function assess_control_center(
  center uuid,
  added uuid[] default '{}',
  removed uuid[] default '{}',
  resized uuid default null,
  resized_mw numeric default null,
  resized_interconnection text default null
) returns table (recorded_level text, impact_level text, criterion text, interconnection text, mw numeric, reason text, capacities jsonb)
  language sql stable as $$
  with shares as materialized (
    select s.interconnection, g.regional_entity, sum(s.current_mw) as current_mw, sum(s.after_mw) as after_mw
      from facilities g,
           lateral (
             select g.interconnection, g.capacity_mw as current_mw, 0 as after_mw
              where g.control_center_id = center
             union all
             select case when g.id = resized then resized_interconnection else g.interconnection end, 0,
                    case when g.id = resized then resized_mw else g.capacity_mw end
              where not g.id = any (removed)
           ) s
     where (g.control_center_id = center or g.id = any (added))
       and not g.is_deleted and g.counts_toward_control_center is not false and g.facility_type = 'generation'
     group by 1, 2
  ), sums as (
    select s.interconnection, sum(s.after_mw) as mw,
           jsonb_build_object(
             'currentMw', sum(s.current_mw),
             'afterMw', sum(s.after_mw),
             'status', case when sum(s.after_mw) >= 1500 then 'medium' else 'low' end,
             'regionalEntityBreakdown',
             coalesce(jsonb_object_agg(s.regional_entity, s.after_mw) filter (where s.after_mw > 0), '{}')
           ) as capacity
      from shares s
     group by 1
  ), deciding as (
    select c.impact_level as recorded, d.interconnection, coalesce(d.mw, 0) as mw, coalesce(d.mw >= 1500, false) as is_medium
      from control_centers c
      left join (select * from sums where sums.mw > 0 order by sums.mw desc, sums.interconnection limit 1) d on true
     where c.id = center and not c.is_deleted
  )
  select recorded,
         case when recorded = 'high' then 'high' when is_medium then 'medium' else 'low' end,
         case when recorded = 'high' then null when is_medium then '2.11' else '3.1' end,
         d.interconnection, d.mw,
         case
           when d.interconnection is null then
             'No generation is run in any interconnection, so CIP-002-5.1a Attachment 1 criterion 2.11 (1500 MW) does not apply'
           else format(
             '%s MW of generation in the %s Interconnection%s, so CIP-002-5.1a Attachment 1 criterion 2.11 %s',
             trim_scale(trunc(d.mw, 3)),
             case d.interconnection
               when 'eastern' then 'Eastern' when 'western' then 'Western' when 'ercot' then 'ERCOT' when 'québec' then 'Québec' end,
             case when is_medium then ' is at or above 1500 MW' else ', the most in one interconnection, is below 1500 MW' end,
             case when is_medium then 'applies' else 'does not apply' end)
         end ||
         case
           when recorded = 'high' then '; the recorded high impact (criteria 1.1 to 1.4) is kept.'
           when is_medium then ': medium impact.'
           else '; criterion 3.1 remains: low impact.'
         end,
         (select coalesce(jsonb_object_agg(s.interconnection, s.capacity), '{}') from sums s)
    from deciding d
$$;

-- Applies the rule to a control center and records the result. With `only_if_different`, records nothing if the level is already right.
create or replace function determine_control_center_impact(center uuid, only_if_different boolean default false) returns void
  language plpgsql as $$
declare
  outcome record;
begin
  perform from control_centers c where c.id = center for no key update;
  select * into outcome from assess_control_center(center);
  if not found or (only_if_different and outcome.impact_level = outcome.recorded_level) then return; end if;
  update control_centers c set impact_level = outcome.impact_level where c.id = center and outcome.impact_level <> outcome.recorded_level;
  insert into impact_determinations
    (control_center_id, previous_impact_level, impact_level, criterion, interconnection, capacity_mw, reason, operation_id)
  values
    (center, outcome.recorded_level, outcome.impact_level, outcome.criterion, outcome.interconnection, outcome.mw, outcome.reason,
     current_operation());
end
$$;

create or replace function facilities_changed() returns trigger
  language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform determine_control_center_impact(center)
      from (select distinct control_center_id as center from new_rows where control_center_id is not null order by 1) centers;
  else
    perform determine_control_center_impact(center)
      from (
        select distinct center
          from old_rows o
          join new_rows n using (organization_id, id)
         cross join unnest(array[o.control_center_id, n.control_center_id]) center
         where center is not null
           and (o.control_center_id, o.capacity_mw, o.interconnection, o.counts_toward_control_center, o.facility_type, o.is_deleted)
               is distinct from
               (n.control_center_id, n.capacity_mw, n.interconnection, n.counts_toward_control_center, n.facility_type, n.is_deleted)
         order by 1
      ) centers;
  end if;
  return null;
end
$$;

create or replace trigger determine_impact_on_insert after insert on facilities
  referencing new table as new_rows for each statement execute function facilities_changed();
create or replace trigger determine_impact_on_update after update on facilities
  referencing old table as old_rows new table as new_rows for each statement execute function facilities_changed();
