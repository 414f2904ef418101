-- finds: drop-type
-- before
create type mood as enum ('sad', 'ok');
-- migration
drop type mood;
