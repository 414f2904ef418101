package io.homeport.testkit;

import io.homeport.local.Checkout;
import io.homeport.local.postgres.DatabaseAddress;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Configures the service under test as the stack would: an empty database of its own, the shared
 * Kafka broker with Homeport's topics emptied, a folder of objects, and {@link Tokens}' key instead
 * of Keycloak.
 *
 * <p>Use it as {@code @QuarkusTestResource(value = ServiceTestResource.class, initArgs
 * = @ResourceArg(name = "database", value = "imports"))}. What else a test sets, {@code %test} keys
 * of its application.properties or its own test resources set.
 */
public final class ServiceTestResource implements QuarkusTestResourceLifecycleManager {
  private String prefix = "service";
  private @Nullable DatabaseAddress database;
  private @Nullable Scratch scratch;

  @Override
  public void init(Map<String, String> initArgs) {
    prefix = initArgs.getOrDefault("database", prefix);
  }

  @Override
  public Map<String, String> start() {
    var services = SharedServices.get();
    var own = services.createDatabase(prefix);
    var folder = Scratch.directory();
    database = own;
    scratch = folder;
    KafkaTopics.removeHomeports(services.kafka());

    var configuration = new HashMap<String, String>();
    configuration.putAll(database(own));
    configuration.putAll(appsDatabase(services.superuser(), folder));
    configuration.putAll(oidc());
    configuration.putAll(homeport(folder));
    configuration.put("kafka.bootstrap.servers", services.kafka());
    // Nobody else listens on a port of a test.
    configuration.put("quarkus.http.test-port", "0");
    return configuration;
  }

  @Override
  public void stop() {
    if (database != null) {
      SharedServices.get().dropDatabase(database);
      database = null;
    }
    if (scratch != null) {
      scratch.close();
      scratch = null;
    }
  }

  private static Map<String, String> database(DatabaseAddress database) {
    return Map.of(
        "quarkus.datasource.username", database.user(),
        "quarkus.datasource.password", database.password().reveal(),
        "quarkus.datasource.reactive.url", database.reactiveUrl(),
        "quarkus.datasource.jdbc.url", database.jdbcUrl());
  }

  private static Map<String, String> oidc() {
    return Map.of(
        "quarkus.oidc.public-key", Tokens.publicKey(),
        "quarkus.oidc.token.issuer", Tokens.ISSUER,
        "quarkus.oidc.token.audience", Tokens.AUDIENCE);
  }

  /** Under both names that the environment variables of the stack can stand for. */
  private static Map<String, String> appsDatabase(DatabaseAddress superuser, Scratch scratch) {
    Path passwordFile =
        secret(scratch.path().resolve("apps-database-password"), superuser.password().reveal());
    var settings =
        Map.of(
            "host", superuser.host(),
            "port", Integer.toString(superuser.port()),
            "user", superuser.user());
    var configuration = new HashMap<String, String>();
    for (String name : new String[] {"homeport.apps-database.", "homeport.apps.database."}) {
      settings.forEach((key, value) -> configuration.put(name + key, value));
      configuration.put(name + "password-file", passwordFile.toString());
    }
    return configuration;
  }

  private static Map<String, String> homeport(Scratch scratch) {
    String masterKey =
        Base64.getEncoder()
            .encodeToString("for tests: thirty-two bytes long".getBytes(StandardCharsets.US_ASCII));
    var configuration = new HashMap<String, String>();
    configuration.put("homeport.objects", scratch.directory("objects").toUri().toString());
    configuration.put("homeport.data", scratch.directory("data").toString());
    configuration.put(
        "homeport.master-key-file",
        secret(scratch.path().resolve("master.key"), masterKey).toString());
    configuration.put("homeport.runtimes", Checkout.find().runtimes().toString());
    configuration.put("smallrye.config.mapping.validate-unknown", "false");
    return configuration;
  }

  private static Path secret(Path file, String content) {
    try {
      Files.writeString(file, content, StandardCharsets.UTF_8);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }
}
