-- Waits while another request runs under the same key, then gives what was answered to it, if anything was: in one statement, and
-- what it gives is looked up when the turn has come.
create function answer_under_key(asked_key text)
  returns table (fingerprint bytea, status integer, headers jsonb, body bytea)
  language plpgsql volatile as $$
declare
  set_to text;
begin
  -- The time limit is for this lock.
  set_to := set_config('lock_timeout', '10s', true);
  perform pg_advisory_xact_lock(hashtextextended(current_organization_id()::text || ' ' || asked_key, 0));
  set_to := set_config('lock_timeout', '0', true);
  return query
    select a.fingerprint, a.status, a.headers, a.body
      from idempotent_answers a
     where a.organization_id = current_organization_id() and a.idempotency_key = asked_key
       and a.created_at > now() - interval '24 hours';
end
$$;

-- Their organization is the transaction's own; the key is of no use but to cost every write a look at it.
alter table idempotent_answers drop constraint idempotent_answers_organization_id_fkey;

-- They are forgotten by age, of all organizations at a time.
create index idempotent_answers_by_moment on idempotent_answers (created_at);
drop index idempotent_answers_by_age;
