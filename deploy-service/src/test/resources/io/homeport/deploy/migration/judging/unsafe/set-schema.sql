-- finds: set-schema
-- before
create table settings (id int primary key, value text);
insert into settings values (1, 'a'), (2, 'b');
create schema shop;
-- migration
alter table settings set schema shop;
