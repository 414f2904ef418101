-- before
-- migration
drop table if exists nothing;
