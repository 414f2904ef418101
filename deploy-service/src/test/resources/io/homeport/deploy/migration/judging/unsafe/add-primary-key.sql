-- finds: add-primary-key
-- before
create table events (id bigint, what text);
insert into events select i, 'w' from generate_series(1, 2000) i;
-- migration
alter table events add primary key (id);
