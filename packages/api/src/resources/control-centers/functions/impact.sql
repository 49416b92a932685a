-- CIP-002-5.1a Attachment 1, criterion 2.11. The rule is in the database, so that every change of a facility applies it.

-- The BES generation of a control center in MW, by interconnection and regional entity, now and after a change: facilities added,
-- facilities removed, and one facility resized.
create or replace function control_center_generation(
  center uuid,
  added uuid[] default '{}',
  removed uuid[] default '{}',
  resized uuid default null,
  resized_mw numeric default null,
  resized_interconnection text default null
) returns table (interconnection text, regional_entity text, current_mw numeric, after_mw numeric)
  language sql stable as $$
  select s.interconnection, g.regional_entity, sum(s.current_mw), sum(s.after_mw)
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
     and not g.is_deleted and g.bes and g.facility_type = 'generation'
   group by 1, 2
$$;

-- The impact level of a control center with this generation. `high` is never lowered: it rests on criteria 1.1 to 1.4, which do not
-- depend on capacity. The sentence truncates to kilowatts instead of rounding, so that a value below 1500 MW never reads as 1500 MW.
create or replace function assess_control_center(recorded_level text, deciding_interconnection text, mw numeric)
  returns table (impact_level text, criterion text, reason text)
  language sql immutable as $$
  select case when recorded_level = 'high' then 'high' when mw >= 1500 then 'medium' else 'low' end,
         case when recorded_level = 'high' then null when mw >= 1500 then '2.11' else '3.1' end,
         case
           when deciding_interconnection is null then
             'No BES generation is run in any interconnection, so CIP-002-5.1a Attachment 1 criterion 2.11 (1500 MW) does not apply'
           else format(
             '%s MW of BES generation in the %s Interconnection%s, so CIP-002-5.1a Attachment 1 criterion 2.11 %s',
             trim_scale(trunc(mw, 3)),
             case deciding_interconnection
               when 'eastern' then 'Eastern' when 'western' then 'Western' when 'ercot' then 'ERCOT' when 'québec' then 'Québec' end,
             case when mw >= 1500 then ' is at or above 1500 MW' else ', the most in one interconnection, is below 1500 MW' end,
             case when mw >= 1500 then 'applies' else 'does not apply' end)
         end ||
         case
           when recorded_level = 'high' then '; the recorded high impact (criteria 1.1 to 1.4) is kept.'
           when mw >= 1500 then ': medium impact.'
           else '; criterion 3.1 remains: low impact.'
         end
$$;

-- Applies the rule to a control center and records the result. With `only_if_different`, records nothing if the level is already right.
create or replace function determine_control_center_impact(center uuid, only_if_different boolean default false) returns void
  language plpgsql as $$
declare
  recorded text;
  deciding record;
  outcome record;
begin
  select c.impact_level into recorded from control_centers c where c.id = center and not c.is_deleted for no key update;
  if not found then return; end if;
  select g.interconnection, sum(g.after_mw) as mw into deciding
    from control_center_generation(center) g
   group by 1 having sum(g.after_mw) > 0 order by 2 desc, 1 limit 1;
  select * into outcome from assess_control_center(recorded, deciding.interconnection, coalesce(deciding.mw, 0));
  if outcome.impact_level <> recorded then
    update control_centers c set impact_level = outcome.impact_level where c.id = center;
  elsif only_if_different then
    return;
  end if;
  insert into impact_determinations
    (control_center_id, previous_impact_level, impact_level, criterion, interconnection, capacity_mw, reason, operation_id)
  values
    (center, recorded, outcome.impact_level, outcome.criterion, deciding.interconnection, coalesce(deciding.mw, 0),
     outcome.reason, current_operation());
end
$$;

create or replace function facilities_inserted() returns trigger
  language plpgsql as $$
begin
  perform determine_control_center_impact(center)
    from (select distinct control_center_id as center from new_rows where control_center_id is not null order by 1) centers;
  return null;
end
$$;

create or replace function facilities_updated() returns trigger
  language plpgsql as $$
begin
  perform determine_control_center_impact(center)
    from (
      select distinct center
        from old_rows o
        join new_rows n using (organization_id, id)
       cross join unnest(array[o.control_center_id, n.control_center_id]) center
       where center is not null
         and (o.control_center_id, o.capacity_mw, o.interconnection, o.bes, o.facility_type, o.is_deleted)
             is distinct from
             (n.control_center_id, n.capacity_mw, n.interconnection, n.bes, n.facility_type, n.is_deleted)
       order by 1
    ) centers;
  return null;
end
$$;

create or replace trigger determine_impact_on_insert after insert on facilities
  referencing new table as new_rows for each statement execute function facilities_inserted();
create or replace trigger determine_impact_on_update after update on facilities
  referencing old table as old_rows new table as new_rows for each statement execute function facilities_updated();
