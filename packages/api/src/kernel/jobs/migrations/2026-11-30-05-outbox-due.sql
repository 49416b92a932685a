-- A job is due as soon as it is committed. Rounded to milliseconds, its moment could be in the future, and workers would leave it alone.
alter table outbox alter run_at type timestamptz;
