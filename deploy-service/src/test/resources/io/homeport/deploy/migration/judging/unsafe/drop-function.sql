-- finds: drop-function
-- before
create function answer() returns int language sql as 'select 42';
-- migration
drop function answer();
