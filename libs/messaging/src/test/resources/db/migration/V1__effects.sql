-- What the consumer under test did, in order.
create table effect (
  sequence bigint generated always as identity primary key,
  organization_id uuid not null,
  app_id uuid not null,
  what text not null
);
select homeport_scope('effect');
