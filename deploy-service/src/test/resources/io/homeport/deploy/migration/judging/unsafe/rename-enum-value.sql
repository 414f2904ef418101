-- finds: rename-enum-value
-- before
create type mood as enum ('sad', 'ok');
-- migration
alter type mood rename value 'ok' to 'fine';
