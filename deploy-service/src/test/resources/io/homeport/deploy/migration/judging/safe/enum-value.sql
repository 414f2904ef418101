-- before
create type mood as enum ('sad', 'ok');
-- migration
alter type mood add value if not exists 'glad';
