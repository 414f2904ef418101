-- before
-- migration
create table a (id int);
alter table a enable row level security;
grant select on a to anon;
