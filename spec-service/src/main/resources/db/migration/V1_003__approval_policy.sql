-- What the policy compared, and what came of it.
alter table spec add column policy_note text;

create table approval_policy (
  app_id uuid primary key,
  organization_id uuid not null,
  approve_unchanged boolean not null default false,
  revision int not null,
  changed_by text not null,
  changed_at timestamptz not null
);
select homeport_scope('approval_policy');
