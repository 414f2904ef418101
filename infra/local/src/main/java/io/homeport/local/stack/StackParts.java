package io.homeport.local.stack;

import io.homeport.local.Checkout;
import io.homeport.local.Part;
import io.homeport.local.kafka.KafkaBroker;
import io.homeport.local.keycloak.KeycloakServer;
import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.local.postgres.Databases;
import io.homeport.local.postgres.PostgresBinaries;
import io.homeport.local.postgres.PostgresCluster;
import io.homeport.local.postgres.WalArchive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which parts a stack has, and how each is configured.
 *
 * @param inherited the environment that services see besides what the stack says itself
 */
record StackParts(
    Checkout checkout,
    StateFolder state,
    Ports ports,
    Map<String, String> inherited,
    Extent extent) {
  static final String PLATFORM = "postgres-platform";
  static final String APPS = "postgres-apps";
  static final String KAFKA = "kafka";
  static final String KEYCLOAK = "keycloak";

  private static final String ARCHIVE = "postgres-apps-archive";
  private static final String ARCHIVE_DAYS = "30";
  private static final String MOST_WAITING_GIGABYTES = "4";
  private static final int CONNECTIONS = 200;

  /** In the order of {@link Supervisor}: what all need, Keycloak, and who would miss it. */
  List<List<Part>> stages() {
    return List.of(List.of(platform(), apps(), kafka()), List.of(keycloak()), services());
  }

  PostgresCluster platform() {
    return cluster(PLATFORM, this::platformDatabases, Optional.empty());
  }

  PostgresCluster apps() {
    return cluster(APPS, _ -> {}, archive());
  }

  /**
   * Where the past of the apps' databases is kept; empty where pgBackRest is not installed, or
   * nobody would take base backups.
   */
  Optional<WalArchive> archive() {
    return switch (extent) {
      case ALL ->
          WalArchive.program(inherited)
              .map(program ->
                  new WalArchive(
                      program,
                      state.sharedData(ARCHIVE),
                      archiveFolder().orElse(state.sharedData(ARCHIVE).resolve("repository")),
                      secrets().password("archive.key"),
                      Integer.parseInt(
                          inherited.getOrDefault("HOMEPORT_ARCHIVE_DAYS", ARCHIVE_DAYS)),
                      Integer.parseInt(
                          inherited.getOrDefault(
                              "HOMEPORT_ARCHIVE_MOST_WAITING_GB", MOST_WAITING_GIGABYTES))));
      case PLATFORM -> Optional.empty();
    };
  }

  /** What was named on purpose: another disk. */
  private Optional<Path> archiveFolder() {
    return Optional.ofNullable(inherited.get("HOMEPORT_ARCHIVE_FOLDER"))
        .filter(named -> !named.isBlank())
        .map(named -> Path.of(named).toAbsolutePath().resolve("postgres-apps"));
  }

  private PostgresCluster cluster(
      String name, Consumer<Databases> contents, Optional<WalArchive> archive) {
    return new PostgresCluster(
        name,
        PostgresBinaries.require(),
        state.sharedData(name),
        ports.of(name),
        secrets().password(name),
        state.log(name),
        PostgresCluster.Durability.FULL,
        CONNECTIONS,
        contents,
        archive);
  }

  /** One database for Keycloak and for each service, each with an owner that is no superuser. */
  private void platformDatabases(Databases databases) {
    var names = new ArrayList<>(ServiceEnvironment.DATABASES.values());
    names.add(KEYCLOAK);
    for (String name : names) {
      var owner = database(name);
      databases.role(owner.user(), owner.password(), Databases.Power.ORDINARY);
      databases.database(owner.database(), owner.user(), owner.password());
    }
  }

  /** A database of the platform's cluster, as its owner. */
  DatabaseAddress database(String name) {
    return new DatabaseAddress(
        "127.0.0.1", ports.of(PLATFORM), name, name, secrets().password("database-" + name));
  }

  KafkaBroker kafka() {
    return new KafkaBroker(
        checkout,
        state.data(KAFKA),
        ports.of(KAFKA),
        ports.of("kafka-controller"),
        state.log(KAFKA),
        checkout.archive(KAFKA));
  }

  KeycloakServer keycloak() {
    return new KeycloakServer(
        checkout,
        database(KEYCLOAK),
        ports.of(KEYCLOAK),
        ports.of("keycloak-management"),
        secrets().password("keycloak-admin"),
        Map.of(
            "HOMEPORT_CONSOLE_SECRET", secrets().password("client-console"),
            "HOMEPORT_SERVICES_SECRET", secrets().password("client-services")),
        state.log(KEYCLOAK),
        checkout.archive(KEYCLOAK));
  }

  private List<Part> services() {
    return switch (extent) {
      case ALL -> Checkout.serviceModules().stream().map(this::service).toList();
      case PLATFORM -> List.of();
    };
  }

  private Part service(String name) {
    return new ServicePart(
        name,
        ports.of(name),
        checkout.service(name),
        new ServiceEnvironment(this).of(name),
        state.sharedData(name),
        state.log(name),
        checkout.archive(name));
  }

  Secrets secrets() {
    return new Secrets(state.secretsFolder());
  }
}
