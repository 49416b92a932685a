-- Waits while another request runs under the same key, then returns the response that was kept, if any. The read is a statement of its
-- own, so it sees what was committed during the wait.
create or replace function response_under_key(asked_key text)
  returns table (fingerprint bytea, status integer, headers jsonb, body bytea)
  language plpgsql volatile as $$
declare
  ignored text;
begin
  ignored := set_config('lock_timeout', '10s', true);
  perform pg_advisory_xact_lock(hashtextextended(current_organization_id()::text || ' ' || asked_key, 0));
  ignored := set_config('lock_timeout', '0', true);
  return query
    select a.fingerprint, a.status, a.headers, a.body
      from idempotent_responses a
     where a.organization_id = current_organization_id() and a.idempotency_key = asked_key
       and a.created_at > now() - interval '24 hours';
end
$$;
