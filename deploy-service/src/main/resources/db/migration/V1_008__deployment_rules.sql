-- Which branch or tag an import was of.
create table source (
  import_id uuid primary key,
  organization_id uuid not null,
  app_id uuid not null,
  snapshot text not null,
  ref text not null,
  imported_at timestamptz not null
);
create index source_snapshot on source (app_id, snapshot, imported_at);
select homeport_scope('source');

-- What is deployed by itself, as JSON: which branches' approved versions, and where.
create table deployment_rules (
  app_id uuid primary key,
  organization_id uuid not null,
  version int not null,
  rules text not null
);
select homeport_scope('deployment_rules');
