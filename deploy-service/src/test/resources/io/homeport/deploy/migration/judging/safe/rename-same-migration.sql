-- before
-- migration
create table a (id int);
alter table a rename to b;
alter table b rename column id to key;
drop table b;
