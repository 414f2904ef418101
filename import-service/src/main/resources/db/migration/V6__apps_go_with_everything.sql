-- An app that is deleted takes with it what belongs to it.
alter table import
  drop constraint import_app_id_fkey,
  add foreign key (app_id) references app (id) on delete cascade;
alter table hook
  drop constraint hook_app_id_fkey,
  add foreign key (app_id) references app (id) on delete cascade;
alter table git_token
  drop constraint git_token_app_id_fkey,
  add foreign key (app_id) references app (id) on delete cascade;
alter table deploy_key
  drop constraint deploy_key_app_id_fkey,
  add foreign key (app_id) references app (id) on delete cascade;
