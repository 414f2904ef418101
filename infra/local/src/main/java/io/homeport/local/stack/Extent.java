package io.homeport.local.stack;

/** How much of the stack is started. */
public enum Extent {
  ALL,
  /** PostgreSQL, Kafka and Keycloak: for those who run the services themselves. */
  PLATFORM
}
