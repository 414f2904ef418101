-- finds: rename-type
-- before
create type mood as enum ('sad', 'ok');
-- migration
alter type mood rename to feeling;
