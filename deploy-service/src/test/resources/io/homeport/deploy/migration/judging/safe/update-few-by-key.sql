-- before
create table orders (id bigint primary key, note text, total int, customer bigint, placed timestamptz default now());
insert into orders select i, 'n' || i, i, i, now() from generate_series(1, 2000) i;
-- migration
update orders set note = 'x' where id in (7, 8) and total > 3;
