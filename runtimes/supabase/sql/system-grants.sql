-- Who may use the auth and storage schemas. Row security on storage.objects and storage.buckets decides about rows.
grant usage on schema auth, storage to anon, authenticated, service_role;
grant all on storage.buckets, storage.objects to anon, authenticated, service_role;
grant all on all tables in schema auth to service_role;
