-- Customers' own names for environments. One row for each name, whosever it is; gone once the claim is.
create table domain (
  id uuid primary key,
  organization_id uuid not null,
  app_id uuid not null,
  environment_id uuid not null references environment (id),
  name text not null,
  state text not null check (state in ('waiting', 'requesting', 'active', 'failed')),
  own_certificate boolean not null default false,
  hsts_seconds bigint not null check (hsts_seconds >= 0),
  held_until timestamptz not null,
  next_at timestamptz,
  failures int not null default 0,
  order_url text,
  order_key bytea,
  challenge_token text,
  challenge_answer text,
  challenge_certificate text,
  certificate text,
  issuer text,
  not_before timestamptz,
  not_after timestamptz,
  renew_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  failure_actor text,
  failure_what text,
  failure_remedy text
);
create unique index domain_name on domain (name);
create index domain_environment on domain (environment_id);
create index domain_due on domain (next_at) where next_at is not null;
select homeport_scope('domain');

-- The installation's own accounts at certificate authorities: no organization's.
create table acme_account (
  directory text primary key,
  account_key bytea not null,
  created_at timestamptz not null
);
