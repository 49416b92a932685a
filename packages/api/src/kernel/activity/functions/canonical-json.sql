-- JSON in the canonical form of RFC 8785: sorted keys (ours are ASCII), no spaces, numbers as ECMAScript writes them (ours are below
-- 2^53; above it PostgreSQL sometimes chooses other digits).
create or replace function canonical_number(number double precision) returns text
  language sql stable parallel safe
  return case
    when number = 0 then '0'
    when abs(number) >= 1e-6 and abs(number) < 1e21 then trim_scale(number::text::numeric)::text
    else regexp_replace(number::text, 'e([+-])0+(\d)', 'e\1\2')
  end;

create or replace function canonical_json(value jsonb) returns text
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

create or replace function rfc3339(moment timestamptz) returns text
  language sql stable parallel safe
  return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
