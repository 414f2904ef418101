-- finds: rename-schema
-- before
create schema shop;
-- migration
alter schema shop rename to store;
