-- Whether the migrations of a deployment may drop what has rows.
alter table deployment add column accept_data_loss boolean not null default false;
