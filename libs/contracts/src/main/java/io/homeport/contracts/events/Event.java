package io.homeport.contracts.events;

import io.homeport.contracts.AppId;

/**
 * Something that happened. Published on Kafka as a CloudEvent whose data is the record as JSON.
 *
 * <p>Within a version changes are additive; a break is a new type published beside the old one.
 */
public sealed interface Event
    permits ImportEvent, SpecEvent, DeploymentEvent, RouteEvent, DomainEvent, BackupEvent {

  /** The app it is about; the CloudEvent's subject. */
  AppId app();

  /** The Kafka key: events with one key stay in order. */
  default String key() {
    return app().toString();
  }
}
