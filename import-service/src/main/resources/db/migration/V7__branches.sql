-- Which branches a hook takes in beside the one that the app is imported from: patterns, one line each.
alter table hook add column branches text not null default '';
alter table hook add column pull_requests boolean not null default false;

-- Whether an import is of a branch beside the app's own.
alter table import add column beside boolean not null default false;
