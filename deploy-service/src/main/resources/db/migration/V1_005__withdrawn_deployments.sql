-- Deployments that nobody wants any more: a newer one took their place, or somebody called them off.
alter table deployment add column superseded_by uuid references deployment (id);
alter table deployment add column canceled_by text;
alter table deployment drop constraint deployment_state_check;
alter table deployment add constraint deployment_state_check
  check (state in ('queued', 'building', 'migrating', 'starting', 'switching', 'live', 'failed', 'superseded', 'canceled'));
drop index deployment_open;
create index deployment_open on deployment (environment_id)
  where state in ('queued', 'building', 'migrating', 'starting', 'switching');
