-- Row security would hide every row from the updates below.
set local homeport.organization = '*';
-- A policy says when by a schedule with a time zone, and for how long as people do: hours, days, weeks, months.
alter table environment
  add column schedule text,
  add column zone text not null default 'UTC',
  add column keep_hourly int not null default 0,
  add column keep_daily int,
  add column keep_weekly int not null default 0,
  add column keep_monthly int not null default 0,
  add column lock_days int not null default 0;
update environment set
  schedule = extract(minute from daily_at)::int || ' ' || extract(hour from daily_at)::int || ' * * *',
  keep_daily = keep_days;
alter table environment
  alter column schedule set not null,
  alter column keep_daily set not null,
  drop column daily_at,
  drop column keep_days;

-- Why a backup must stay, and until when nothing deletes it.
alter table backup
  add column hold_reason text,
  add column held_by text,
  add column held_at timestamptz,
  add column locked_until timestamptz;
