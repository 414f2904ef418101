-- before
create table empty (id bigint primary key, note text);
-- migration
alter table empty add constraint short check (length(note) < 9);
