-- finds: drop-policy
-- before
create table orders (id bigint primary key, note text, total int, customer bigint, placed timestamptz default now());
insert into orders select i, 'n' || i, i, i, now() from generate_series(1, 2000) i;
alter table orders enable row level security;
create policy mine on orders using (customer = 1);
-- migration
drop policy mine on orders;
