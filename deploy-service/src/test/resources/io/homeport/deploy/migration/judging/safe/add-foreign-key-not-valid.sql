-- before
create table orders (id bigint primary key, note text, total int, customer bigint, placed timestamptz default now());
insert into orders select i, 'n' || i, i, i, now() from generate_series(1, 2000) i;
create table customers (id bigint primary key, name text not null);
insert into customers select i, 'c' || i from generate_series(1, 2000) i;
-- migration
alter table orders add constraint c foreign key (customer) references customers (id) not valid;
