-- before
-- migration
create table a (id int, n int);
insert into a select i, i from generate_series(1, 5000) i;
update a set n = 1;
delete from a;
