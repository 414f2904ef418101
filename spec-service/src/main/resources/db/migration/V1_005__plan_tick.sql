-- Which steps of an app's plan are done, for good: what holds of a step is the last that was said of it.
create table plan_tick (
  id uuid primary key,
  organization_id uuid not null,
  app_id uuid not null,
  step text not null,
  what text not null,
  done boolean not null,
  note text not null,
  said_by text not null,
  said_at timestamptz not null
);
create index plan_tick_app on plan_tick (app_id, id desc);
select homeport_scope('plan_tick');
