-- What every service's database has beside its own tables.

-- Scopes a table to the organization of the transaction (see Transactions). Forced, so that even the owner is scoped.
create function homeport_scope(scoped_table text) returns void language plpgsql as $$
begin
  execute format('alter table %I enable row level security', scoped_table);
  execute format('alter table %I force row level security', scoped_table);
  execute format($policy$
    create policy organization on %I
      using (current_setting('homeport.organization', true) = '*'
        or organization_id = nullif(nullif(current_setting('homeport.organization', true), '*'), '')::uuid)
    $policy$, scoped_table);
end $$;

-- Columns as Debezium's outbox router expects them, so that a log-based relay stays a small step.
create table outbox (
  id uuid primary key,
  sequence bigint generated always as identity,
  organization_id uuid not null,
  aggregatetype text not null,
  aggregateid text not null,
  type text not null,
  payload text,
  app_id uuid not null,
  correlation_id text not null,
  causation_id text,
  traceparent text,
  created_at timestamptz not null default now(),
  published_at timestamptz
);
create index outbox_unpublished on outbox (sequence) where published_at is null;
create index outbox_published on outbox (published_at) where published_at is not null;
select homeport_scope('outbox');

create table inbox (
  consumer text not null,
  event_id uuid not null,
  organization_id uuid not null,
  received_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
select homeport_scope('inbox');

create table dead_letter (
  id uuid primary key,
  organization_id uuid,
  consumer text not null,
  topic text not null,
  key text,
  headers text not null,
  payload bytea,
  reason text not null,
  failed_at timestamptz not null default now(),
  replayed_at timestamptz
);
select homeport_scope('dead_letter');

create table work (
  id uuid primary key,
  sequence bigint generated always as identity,
  organization_id uuid not null,
  kind text not null,
  subject uuid not null,
  lane text,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
  attempt int not null default 0,
  run_after timestamptz not null default now(),
  lease_until timestamptz,
  deadline timestamptz,
  correlation_id text not null,
  causation_id text,
  traceparent text,
  enqueued_at timestamptz not null default now(),
  ended_at timestamptz,
  error text
);
create index work_open on work (kind, sequence) where state in ('queued', 'running');
create index work_lane on work (lane, sequence) where state in ('queued', 'running');
select homeport_scope('work');

create table progress (
  sequence bigint generated always as identity primary key,
  organization_id uuid not null,
  subject uuid not null,
  at timestamptz not null default now(),
  step text not null,
  message text not null,
  ended boolean not null default false
);
create index progress_subject on progress (subject, sequence);
select homeport_scope('progress');

-- Wake whoever waits as soon as the transaction commits.
create function homeport_wake() returns trigger language plpgsql as $$
begin
  perform pg_notify(tg_argv[0], '');
  return null;
end $$;
create function homeport_wake_subject() returns trigger language plpgsql as $$
begin
  perform pg_notify('homeport_progress', new.subject::text);
  return null;
end $$;
create trigger wake after insert on outbox for each statement execute function homeport_wake('homeport_outbox');
-- For each row, since a statement's trigger also fires for no rows: an idle claim would wake itself for ever.
create trigger wake after insert or update of state on work for each row
  when (new.state <> 'running') execute function homeport_wake('homeport_work');
create trigger wake after insert on progress for each row execute function homeport_wake_subject();
