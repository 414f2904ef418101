-- The key with which the installation signs reports: one, its private part sealed under the master key.
create table signing_key (
  installation boolean primary key default true check (installation),
  public_key bytea not null,
  master_key text not null,
  private_key bytea not null
);

-- The signed report as JSON, and the object that holds it beside the backup for as long as there is this row.
alter table backup add column proof text;
alter table backup add column proof_object text;
