-- before
create table customers (id bigint primary key, name text not null);
insert into customers select i, 'c' || i from generate_series(1, 2000) i;
-- migration
alter table customers alter column name drop not null;
