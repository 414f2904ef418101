-- V1_011 meant to do this, and row security hid every row from it.
set local homeport.organization = '*';
update domain set proven_at = created_at where certificate is not null and proven_at is null;
