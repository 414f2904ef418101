insert into storage.buckets (id, name, public) values ('contracts', 'contracts', true);
