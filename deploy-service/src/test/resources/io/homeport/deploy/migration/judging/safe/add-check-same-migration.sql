-- before
-- migration
create table a (id int, n int);
alter table a add constraint n check (n > 0);
