-- before
create table settings (id int primary key, value text);
insert into settings values (1, 'a'), (2, 'b');
-- migration
create view shown as select id from settings;
create or replace view shown as select id, value from settings;
