package io.homeport.bench;

import io.homeport.local.Checkout;
import io.homeport.local.FreePorts;
import io.homeport.local.RunningPart;
import io.homeport.local.Secret;
import io.homeport.local.kafka.KafkaBroker;
import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.local.postgres.Databases;
import io.homeport.local.postgres.PostgresBinaries;
import io.homeport.local.postgres.PostgresCluster;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * From one transaction to the next: a row in the outbox, over Kafka, to an effect behind the inbox;
 * beside it a bare Kafka producer and consumer on the same broker in the same run. PostgreSQL and
 * Kafka are started for it, with their ordinary durability.
 */
final class EventsBench {

  /** Where the run inside Quarkus leaves its result. */
  static final CompletableFuture<Result> RESULT = new CompletableFuture<>();

  private static final int LIMIT_SECONDS = 180;

  static Result run() throws Exception {
    Path folder = Files.createTempDirectory("homeport-bench-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    System.err.println("Starting PostgreSQL and Kafka.");
    PostgresCluster cluster = cluster(folder);
    KafkaBroker broker = broker(folder);
    try (var postgres = RunningPart.start(cluster);
        var kafka = RunningPart.start(broker)) {
      configure(database(new Databases(cluster.superuser())), broker);
      System.err.println("Measuring for about a minute.");
      // Quarkus ends before what it is connected to, and leaves the exit to the caller.
      Quarkus.run(EventsRun.class, (code, failure) -> {});
      return RESULT.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } finally {
      delete(folder);
    }
  }

  private static PostgresCluster cluster(Path folder) throws IOException {
    return new PostgresCluster(
        "postgres",
        PostgresBinaries.require(),
        folder.resolve("postgres"),
        FreePorts.one(),
        new Secret(UUID.randomUUID().toString()),
        folder.resolve("postgres.log"),
        PostgresCluster.Durability.FULL,
        100,
        databases -> {});
  }

  private static KafkaBroker broker(Path folder) throws IOException {
    List<Integer> ports = FreePorts.some(2);
    return new KafkaBroker(
        Checkout.find(),
        folder.resolve("kafka"),
        ports.get(0),
        ports.get(1),
        folder.resolve("kafka.log"),
        folder.resolve("kafka.jsa"));
  }

  private static DatabaseAddress database(Databases databases) throws Exception {
    Secret password = new Secret(UUID.randomUUID().toString());
    databases.role("bench", password, Databases.Power.ORDINARY);
    return databases.database("bench", "bench", password);
  }

  private static void configure(DatabaseAddress database, KafkaBroker broker) {
    System.setProperty("quarkus.datasource.username", database.user());
    System.setProperty("quarkus.datasource.password", database.password().reveal());
    System.setProperty("quarkus.datasource.reactive.url", database.reactiveUrl());
    System.setProperty("quarkus.datasource.jdbc.url", database.jdbcUrl());
    System.setProperty("kafka.bootstrap.servers", broker.bootstrapServers());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private EventsBench() {}
}
