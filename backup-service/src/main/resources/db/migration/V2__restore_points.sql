-- Backups that deployments wait for before they change a database.
alter table backup drop constraint backup_reason_check;
alter table backup add constraint backup_reason_check check (reason in ('first', 'scheduled', 'manual', 'deployment'));
alter table backup add column deployment_id uuid;
