package io.homeport.deploy.environment;

/** Knows the SQL that makes an empty database one that apps can use. */
@FunctionalInterface
public interface SchemaSource {
  Provisioning.Schema schema();
}
