-- before
create table empty (id bigint primary key, note text);
-- migration
delete from empty;
truncate empty;
