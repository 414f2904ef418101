-- When it was told that the schedule came again and again without a verified backup.
alter table environment add column missed_told_at timestamptz;
