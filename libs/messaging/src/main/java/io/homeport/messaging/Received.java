package io.homeport.messaging;

import io.homeport.contracts.EventId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.Event;

/**
 * An event as a consumer gets it.
 *
 * @param cause what a reaction to this event gives as its cause
 */
public record Received(EventId id, OrganizationId organization, Event event, Cause cause) {}
