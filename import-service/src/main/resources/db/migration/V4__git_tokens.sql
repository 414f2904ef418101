create table git_token (
  app_id uuid primary key references app (id),
  organization_id uuid not null,
  -- The token is sent to this host alone.
  host text not null,
  user_name text not null,
  -- Encrypted.
  token bytea not null,
  created_by text not null,
  created_at timestamptz not null
);
select homeport_scope('git_token');
