-- before
-- migration
create table a (id int, n int);
alter table a alter column n set not null;
