-- The largest body of a request to an environment's backend, in bytes; 0 for the installation's usual.
alter table environment add column max_body_bytes bigint not null default 0;
