-- What people said, for good: what holds of a thing is the last that was said of it.
create table remark (
  id uuid primary key,
  organization_id uuid not null,
  app_id uuid not null,
  spec_id uuid not null references spec (id),
  about text not null check (about in ('finding', 'fact', 'question')),
  subject text not null,
  verdict text not null check (verdict in ('accepted', 'confirmed', 'disputed', 'answered', 'commented', 'withdrawn')),
  text text not null,
  said_by text not null,
  said_at timestamptz not null
);
create index remark_app on remark (app_id, id desc);
select homeport_scope('remark');
