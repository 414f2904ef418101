-- When DNS was seen to say whose a name is. Names that have their certificates keep them.
alter table domain add column proven_at timestamptz;
update domain set proven_at = created_at where certificate is not null;
