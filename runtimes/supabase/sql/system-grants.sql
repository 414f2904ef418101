-- Applied last. Who may use the system schemas. Row security on storage.objects and storage.buckets decides about rows.
grant usage on schema auth, storage to anon, authenticated, service_role;
grant all on storage.buckets, storage.objects to anon, authenticated, service_role;
grant all on all tables in schema auth to service_role;

-- Functions that a migration gave to postgres, and that run with their owner's rights, use these schemas.
grant usage, create on schema auth, cron, net, pgmq, realtime, storage, supabase_functions, vault to postgres, supabase_admin;
grant all on all tables in schema auth, cron, net, pgmq, realtime, storage, supabase_functions, vault to postgres, supabase_admin;
grant all on all sequences in schema auth, cron, net, pgmq, realtime, storage, supabase_functions, vault to postgres, supabase_admin;
grant execute on all functions in schema vault to postgres, supabase_admin;
