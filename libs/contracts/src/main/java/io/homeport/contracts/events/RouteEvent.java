package io.homeport.contracts.events;

/** What deploy-service says of the door; on a compacted topic, keyed by host. */
public sealed interface RouteEvent extends Event permits RouteChanged {}
