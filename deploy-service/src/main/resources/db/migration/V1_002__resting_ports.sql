-- Ports of instances that were stopped a moment ago are looked up for every new instance.
create index instance_stopped on instance (stopped_at) where stopped_at is not null;
