-- finds: drop-default
-- before
create table jobs (id int primary key, state text not null default 'new');
insert into jobs values (1);
-- migration
alter table jobs alter column state drop default;
