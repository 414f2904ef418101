-- before
create table settings (id int primary key, value text);
insert into settings values (1, 'a'), (2, 'b');
alter table settings add constraint short check (length(value) < 9);
-- migration
alter table settings drop constraint if exists short;
alter table settings add constraint short check (length(value) < 99);
