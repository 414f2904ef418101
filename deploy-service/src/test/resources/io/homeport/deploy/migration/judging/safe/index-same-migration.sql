-- before
-- migration
create table a (id int, n int);
insert into a select i, i from generate_series(1, 5000) i;
create index on a (n);
