-- finds: change-view
-- before
create table settings (id int primary key, value text);
insert into settings values (1, 'a'), (2, 'b');
create view shown as select id, value from settings;
-- migration
drop view if exists shown;
create view shown as select id from settings;
