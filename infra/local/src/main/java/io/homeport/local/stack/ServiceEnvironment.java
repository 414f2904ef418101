package io.homeport.local.stack;

import io.homeport.local.postgres.PostgresCluster;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** How Homeport's own services are configured: by environment variables, and by nothing else. */
record ServiceEnvironment(StackParts stack) {
  /** The database of each service that has one. */
  static final Map<String, String> DATABASES =
      Map.of(
          "import-service", "imports",
          "spec-service", "specs",
          "deploy-service", "deploys",
          "backup-service", "backups");

  private static final String GATEWAY = "gateway";
  private static final String DEPLOY = "deploy-service";
  private static final String BACKUP = "backup-service";
  private static final String ACME_DIRECTORY = "HOMEPORT_ACME_DIRECTORY";

  /** What programs that services run (git, npm) need to know of this machine. */
  private static final Set<String> OF_THE_MACHINE =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LANG",
          "TZ",
          "TMPDIR",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "NODE_EXTRA_CA_CERTS",
          "SSL_CERT_FILE",
          "GIT_SSL_CAINFO");

  /**
   * What the stack passes on from the environment it was started in: facts of the machine, and what
   * somebody set for Homeport's services on purpose.
   */
  static Map<String, String> inherited(Map<String, String> environment) {
    var inherited = new LinkedHashMap<String, String>();
    environment.forEach((name, value) -> {
      if (OF_THE_MACHINE.contains(name)
          || name.startsWith("npm_config_")
          || name.startsWith("HOMEPORT_")
          || name.startsWith("QUARKUS_")) {
        inherited.put(name, value);
      }
    });
    return inherited;
  }

  Map<String, String> of(String service) {
    var environment = new LinkedHashMap<>(stack.inherited());
    environment.putAll(edges(service));
    environment.putAll(identity(service));
    environment.putAll(storage(service));
    environment.putAll(apps());
    environment.putAll(door(service));
    if (service.equals(BACKUP)) {
      environment.putAll(archive());
      environment.putAll(platformSuperuser());
    }
    if (DATABASES.containsKey(service)) {
      environment.putAll(database(DATABASES.get(service)));
    }
    return environment;
  }

  private Map<String, String> edges(String service) {
    return Map.of(
        "QUARKUS_HTTP_HOST",
        "127.0.0.1",
        "QUARKUS_HTTP_PORT",
        Integer.toString(stack.ports().of(service)),
        "KAFKA_BOOTSTRAP_SERVERS",
        stack.kafka().bootstrapServers(),
        // All services see all of these settings, and each knows only some of them.
        "SMALLRYE_CONFIG_MAPPING_VALIDATE_UNKNOWN",
        "false");
  }

  private Map<String, String> identity(String service) {
    var identity = new LinkedHashMap<String, String>();
    identity.put("QUARKUS_OIDC_AUTH_SERVER_URL", stack.keycloak().issuer().toString());
    // Keycloak's own first start takes longer than a service's patience is by default. The gateway
    // does not wait for it, since it serves deployed apps without.
    identity.put("QUARKUS_OIDC_CONNECTION_DELAY", service.equals(GATEWAY) ? "1S" : "3M");
    if (service.equals(GATEWAY)) {
      String secret = stack.secrets().password("client-console").reveal();
      identity.put("QUARKUS_OIDC_CREDENTIALS_SECRET", secret);
      identity.put("HOMEPORT_CONSOLE_SECRET", secret);
    }
    return identity;
  }

  private Map<String, String> storage(String service) {
    return Map.of(
        "HOMEPORT_OBJECTS", stack.state().objects().toUri().toString(),
        "HOMEPORT_DATA", stack.state().sharedData(service).toString(),
        "HOMEPORT_STATE", stack.state().path().toString(),
        "HOMEPORT_MASTER_KEY_FILE", stack.secrets().masterKeyFile().toString(),
        "HOMEPORT_RUNTIMES", new Runtimes(stack.checkout(), stack.state()).path().toString(),
        // Where deploy-service's target keeps what apps store, for backups of it.
        "HOMEPORT_APPS_FILES", stack.state().sharedData(DEPLOY).resolve("files").toString(),
        // Drills' servers listen on loopback, where deploy-service is too.
        "HOMEPORT_BACKUPS_TRIAL_LIMIT", "2m");
  }

  /** For copies of Homeport's own databases. */
  private Map<String, String> platformSuperuser() {
    return Map.of(
        "HOMEPORT_PLATFORM_DATABASE_HOST",
        "127.0.0.1",
        "HOMEPORT_PLATFORM_DATABASE_PORT",
        Integer.toString(stack.ports().of(StackParts.PLATFORM)),
        "HOMEPORT_PLATFORM_DATABASE_USER",
        PostgresCluster.SUPERUSER,
        "HOMEPORT_PLATFORM_DATABASE_PASSWORD_FILE",
        stack.secrets().passwordFile(StackParts.PLATFORM).toString());
  }

  private Map<String, String> archive() {
    return stack
        .archive()
        .map(archive ->
            Map.of(
                "HOMEPORT_ARCHIVE_PROGRAM", archive.program().toString(),
                "HOMEPORT_ARCHIVE_CONFIG", archive.config().toString(),
                "HOMEPORT_ARCHIVE_REPOSITORY", archive.repository().toString()))
        .orElse(Map.of());
  }

  private Map<String, String> apps() {
    return Map.of(
        "HOMEPORT_APPS_DATABASE_HOST",
        "127.0.0.1",
        "HOMEPORT_APPS_DATABASE_PORT",
        Integer.toString(stack.ports().of(StackParts.APPS)),
        "HOMEPORT_APPS_DATABASE_USER",
        PostgresCluster.SUPERUSER,
        "HOMEPORT_APPS_DATABASE_PASSWORD_FILE",
        stack.secrets().passwordFile(StackParts.APPS).toString(),
        "HOMEPORT_APPS_DOMAIN",
        "apps.localhost:" + stack.ports().of(GATEWAY),
        "HOMEPORT_BACKENDS_PORTS",
        stack.ports().backends());
  }

  private Map<String, String> door(String service) {
    int port = stack.ports().of(GATEWAY);
    var door = new LinkedHashMap<String, String>();
    // To this machine's programs names under localhost mean nothing without a resolver that knows
    // them, so deploy-service comes in by address.
    door.put(
        "HOMEPORT_DOOR_URL",
        service.equals(DEPLOY) ? "http://127.0.0.1:" + port : "http://homeport.localhost:" + port);
    if (service.equals(GATEWAY) || service.equals(DEPLOY)) {
      door.put("HOMEPORT_DOOR_KEY_FILE", stack.secrets().doorKeyFile().toString());
    }
    if (service.equals(GATEWAY)) {
      door.put("HOMEPORT_DOOR_FIGURES_HOST", "127.0.0.1");
      door.put("HOMEPORT_DOOR_FIGURES_PORT", Integer.toString(stack.ports().of("gateway-figures")));
      // Without an authority to ask there are no domains to serve by https.
      if (stack.inherited().containsKey(ACME_DIRECTORY)) {
        door.put("HOMEPORT_DOOR_TLS_PORT", Integer.toString(stack.ports().of("gateway-tls")));
      }
      door.put("HOMEPORT_SERVICES_IMPORT", url("import-service"));
      door.put("HOMEPORT_SERVICES_SPEC", url("spec-service"));
      door.put("HOMEPORT_SERVICES_DEPLOY", url(DEPLOY));
      door.put("HOMEPORT_SERVICES_BACKUP", url(BACKUP));
    }
    return door;
  }

  private Map<String, String> database(String name) {
    var address = stack.database(name);
    return Map.of(
        "QUARKUS_DATASOURCE_USERNAME", address.user(),
        "QUARKUS_DATASOURCE_PASSWORD", address.password().reveal(),
        "QUARKUS_DATASOURCE_REACTIVE_URL", address.reactiveUrl(),
        "QUARKUS_DATASOURCE_JDBC_URL", address.jdbcUrl());
  }

  private String url(String service) {
    return "http://127.0.0.1:" + stack.ports().of(service);
  }
}
