package io.homeport.testkit;

import io.homeport.local.Checkout;
import io.homeport.local.FreePorts;
import io.homeport.local.RunningPart;
import io.homeport.local.Secret;
import io.homeport.local.kafka.KafkaBroker;
import io.homeport.local.postgres.PostgresBinaries;
import io.homeport.local.postgres.PostgresCluster;
import java.nio.file.Path;

/** Servers for one test alone, which may crash them. */
public final class OwnServices {
  private static final int MAX_CONNECTIONS = 300;

  private OwnServices() {}

  /** A PostgreSQL cluster of its own (1.5 s), with its data in the scratch directory. */
  public static RunningPart<PostgresCluster> postgres(Scratch scratch) {
    Path directory = scratch.path().resolve("postgres");
    var cluster =
        new PostgresCluster(
            "postgres",
            PostgresBinaries.require(),
            directory,
            FreePorts.one(),
            new Secret(SharedServices.uniqueName("superuser")),
            scratch.path().resolve("postgres.log"),
            PostgresCluster.Durability.SERVER_CRASH_ONLY,
            MAX_CONNECTIONS,
            _ -> {});
    return RunningPart.start(cluster);
  }

  /** A Kafka broker of its own (2 s), with its data in the scratch directory. */
  public static RunningPart<KafkaBroker> kafka(Scratch scratch) {
    var ports = FreePorts.some(2);
    var broker =
        new KafkaBroker(
            Checkout.find(),
            scratch.path().resolve("kafka"),
            ports.get(0),
            ports.get(1),
            scratch.path().resolve("kafka.log"),
            null);
    return RunningPart.start(broker);
  }
}
