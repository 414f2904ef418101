-- finds: drop-schema
-- before
create schema shop;
create table shop.items (id int);
insert into shop.items values (1);
-- migration
drop schema shop cascade;
