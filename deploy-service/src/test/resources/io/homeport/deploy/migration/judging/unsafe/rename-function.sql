-- finds: rename-function
-- before
create function answer() returns int language sql as 'select 42';
-- migration
alter function answer() rename to reply;
