package io.homeport.contracts.events;

/** What deploy-service says of customers' own domains; on a compacted topic, keyed by name. */
public sealed interface DomainEvent extends Event permits DomainChanged {}
