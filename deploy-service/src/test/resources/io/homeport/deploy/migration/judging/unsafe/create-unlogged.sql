-- finds: unlogged-table
-- before
-- migration
create unlogged table carts (id int primary key);
