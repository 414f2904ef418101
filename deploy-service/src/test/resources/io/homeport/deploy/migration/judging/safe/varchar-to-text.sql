-- before
create table words (id int primary key, word varchar(10));
insert into words select i, 'w' from generate_series(1, 2000) i;
-- migration
alter table words alter column word type text;
