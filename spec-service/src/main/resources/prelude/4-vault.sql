-- Lovable's e-mail infrastructure is applied outside of the repository; its migrations expect this name.
insert into vault.secrets (name, secret) values ('email_queue_service_role_key', 'service-key');
