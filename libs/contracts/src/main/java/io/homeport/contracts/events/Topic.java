package io.homeport.contracts.events;

/** The Kafka topics. */
public enum Topic {
  IMPORTS("homeport.imports"),
  SPECS("homeport.specs"),
  DEPLOYMENTS("homeport.deployments"),
  /** Compacted; keyed by host; a tombstone closes the host. */
  ROUTES("homeport.routes"),
  /** Compacted; keyed by domain; a tombstone ends the domain. */
  DOMAINS("homeport.domains"),
  BACKUPS("homeport.backups");

  private final String topicName;

  Topic(String topicName) {
    this.topicName = topicName;
  }

  /** The name on the broker. */
  public String topicName() {
    return topicName;
  }
}
