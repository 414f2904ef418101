-- Drills that wait for deploy-service to have started a release on what they restored.
create table trial (
  id uuid primary key,
  organization_id uuid not null,
  answer text
);
select homeport_scope('trial');
