-- before
create function answer() returns int language sql as 'select 42';
-- migration
drop function if exists answer();
create function answer() returns bigint language sql as 'select 42::bigint';
