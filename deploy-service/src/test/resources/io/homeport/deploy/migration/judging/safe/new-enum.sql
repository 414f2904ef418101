-- before
-- migration
create type mood as enum ('sad', 'ok');
alter type mood rename value 'ok' to 'fine';
