-- The variables of an environment, all of them at each version. A row is never changed: releases refer to it.
create table variable_set (
  id uuid primary key,
  organization_id uuid not null,
  environment_id uuid not null references environment (id),
  version int not null check (version > 0),
  variables bytea not null,
  changed_by text not null,
  changed_at timestamptz not null,
  unique (environment_id, version)
);
select homeport_scope('variable_set');

-- A release is a spec's build with the variables that it runs with. One without variables serves in every environment.
alter table release add column variable_set_id uuid;
alter table release drop constraint release_spec_id_key;
create unique index release_content on release (spec_id, variable_set_id) nulls not distinct;

-- What the spec says that has to be set.
alter table spec add column document text;
