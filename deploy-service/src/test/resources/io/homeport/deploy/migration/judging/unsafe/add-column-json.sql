-- finds: json-column
-- before
create table orders (id bigint primary key, note text, total int, customer bigint, placed timestamptz default now());
insert into orders select i, 'n' || i, i, i, now() from generate_series(1, 2000) i;
-- migration
alter table orders add column details json;
