create table deploy_key (
  app_id uuid primary key references app (id),
  organization_id uuid not null,
  public_key text not null,
  -- Encrypted.
  private_key bytea not null,
  created_by text not null,
  created_at timestamptz not null
);
select homeport_scope('deploy_key');

-- SSH servers by the fingerprints of their host keys, as an organization has accepted them.
create table known_host (
  id uuid primary key,
  organization_id uuid not null,
  host text not null,
  port int not null,
  fingerprint text not null,
  accepted_by text not null,
  accepted_at timestamptz not null,
  unique (organization_id, host, port, fingerprint)
);
select homeport_scope('known_host');
