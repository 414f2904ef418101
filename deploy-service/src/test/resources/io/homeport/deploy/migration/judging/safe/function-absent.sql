-- before
-- migration
drop function if exists answer();
