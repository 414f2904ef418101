create table hook (
  id uuid primary key,
  organization_id uuid not null,
  app_id uuid not null references app (id),
  forge text not null check (forge in ('github', 'gitlab', 'gitea')),
  -- Encrypted where signatures are computed with it; its SHA-256 where it is only compared.
  secret bytea not null,
  created_by text not null,
  created_at timestamptz not null
);
create index hook_app on hook (app_id, id desc);
select homeport_scope('hook');

-- What was taken, by its sender's id and by the digest of its body, so that it is taken once.
create table hook_delivery (
  hook_id uuid not null references hook (id) on delete cascade,
  delivery text not null,
  organization_id uuid not null,
  received_at timestamptz not null,
  primary key (hook_id, delivery)
);
select homeport_scope('hook_delivery');
