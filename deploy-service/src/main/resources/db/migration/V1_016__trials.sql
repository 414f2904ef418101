-- Databases that drills have restored, on which the release that served then is started for a moment.
create table trial (
  id uuid primary key,
  organization_id uuid not null,
  environment_id uuid not null,
  release_id uuid,
  request text not null
);
select homeport_scope('trial');
