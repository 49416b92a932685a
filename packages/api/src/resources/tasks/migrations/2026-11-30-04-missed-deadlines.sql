-- What was said about inputs of the clock that were changed after the hard date had passed. It ends with the occurrence.
alter table tasks add column trigger_correction text;
-- When a missed deadline was met after all, as the clock needs it: a date, or a timestamp with an offset.
alter table potential_noncompliances add column performed_on text;
