-- How long without a request until an environment's backends are stopped; 0 for never.
alter table environment add column sleep_after_minutes integer not null default 0;

-- Nobody used it, so it was stopped until somebody does.
alter table instance add column asleep_since timestamptz;
