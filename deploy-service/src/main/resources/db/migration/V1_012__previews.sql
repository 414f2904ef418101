-- A preview: the environment of one branch, made as a copy of another environment. It goes away by itself.
alter table environment add column preview_branch text;
alter table environment add column preview_of uuid references environment (id);
alter table environment add column expires_at timestamptz;
create unique index environment_preview on environment (app_id, preview_branch)
  where preview_branch is not null and state not in ('removing', 'removed');
create index environment_expiry on environment (expires_at) where state not in ('removing', 'removed');

-- Which branches' sources are for previews alone, and which branches are closed.
alter table source add column for_preview boolean not null default false;
alter table source add column closed boolean not null default false;

-- The import that brought a spec's source.
alter table spec add column import_id uuid;
