-- before
create table orders (id bigint primary key, note text, total int, customer bigint, placed timestamptz default now());
insert into orders select i, 'n' || i, i, i, now() from generate_series(1, 2000) i;
-- migration
comment on table orders is 'what customers buy';
comment on column orders.note is 'free text';
