-- before
-- migration
create table scratch (id int);
insert into scratch values (1);
drop table scratch;
