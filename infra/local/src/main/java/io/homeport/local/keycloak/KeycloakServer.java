package io.homeport.local.keycloak;

import io.homeport.local.Checkout;
import io.homeport.local.HttpProbe;
import io.homeport.local.JavaProgram;
import io.homeport.local.Part;
import io.homeport.local.Secret;
import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keycloak with the realm {@code homeport}, on loopback. The realm is imported at the first start
 * and left alone afterwards, so that what people change there stays.
 *
 * @param checkout holds the realm, and Keycloak unpacked, where it is optimized once for all who
 *     start it
 * @param database its own database
 * @param managementPort for health
 * @param adminPassword of the user {@code admin} of the realm {@code master}; fixed by the first
 *     start
 * @param clientSecrets what the realm file names as <code>${NAME}</code>
 * @param archive see {@link JavaProgram#archive}
 */
public record KeycloakServer(
    Checkout checkout,
    DatabaseAddress database,
    int port,
    int managementPort,
    Secret adminPassword,
    Map<String, Secret> clientSecrets,
    Path log,
    @Nullable Path archive)
    implements Part {
  private static final String REALM = "homeport";
  private static final String MAIN = "io.quarkus.bootstrap.runner.QuarkusEntryPoint";
  private static final int HEAP_MEGABYTES = 256;
  private static final String[] BUILD_OPTIONS = {"--db=postgres", "--health-enabled=true"};

  @Override
  public String name() {
    return "keycloak";
  }

  /** The issuer of the realm's tokens, and the base of its endpoints. */
  public URI issuer() {
    return URI.create("http://127.0.0.1:" + port + "/realms/" + REALM);
  }

  /** Optimizes the unpacked Keycloak (20 s), unless somebody has. */
  @Override
  public void prepare() throws IOException {
    Path home = home();
    Path done = home.resolve("optimized-for-homeport");
    String options = String.join(" ", BUILD_OPTIONS);
    try (var channel =
            FileChannel.open(
                home.resolve("optimizing.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      if (Files.exists(done) && Files.readString(done, StandardCharsets.UTF_8).equals(options)) {
        return;
      }
      Processes.run(java().main(classpath(), MAIN, "build").plus(BUILD_OPTIONS).in(home)).orThrow();
      Files.writeString(done, options, StandardCharsets.UTF_8);
    }
  }

  @Override
  public Command command() {
    return java()
        .archive(archive)
        .options(importOptions())
        .main(classpath(), MAIN, "start", "--optimized")
        // Without it JGroups listens on every address of the machine.
        .plus("--cache=local")
        .plus("--http-enabled=true", "--http-host=127.0.0.1", "--http-port=" + port)
        .plus("--http-management-port=" + managementPort)
        // One name for the issuer, whatever name a request came by: services compare it.
        .plus("--hostname=http://127.0.0.1:" + port)
        .with(environment())
        .in(home());
  }

  private Path home() {
    return checkout.keycloak();
  }

  private String[] importOptions() {
    return new String[] {
      "-Dkeycloak.migration.action=import",
      "-Dkeycloak.migration.provider=singleFile",
      "-Dkeycloak.migration.file=" + checkout.realm(),
      "-Dkeycloak.migration.strategy=IGNORE_EXISTING",
      "-Dkeycloak.migration.replace-placeholders=true"
    };
  }

  private Map<String, String> environment() {
    var environment = new HashMap<String, String>();
    environment.put("KC_DB_URL", database.jdbcUrl());
    environment.put("KC_DB_USERNAME", database.user());
    environment.put("KC_DB_PASSWORD", database.password().reveal());
    environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
    environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", adminPassword.reveal());
    clientSecrets.forEach((name, secret) -> environment.put(name, secret.reveal()));
    return environment;
  }

  /** What bin/kc.sh passes, but for the collector that it fixes. */
  private JavaProgram java() {
    return JavaProgram.withHeap(HEAP_MEGABYTES)
        .options(
            "-Xms64m",
            "-Dkc.home.dir=" + home(),
            "-Dkc.config.built=true",
            "-Djboss.server.config.dir=" + home().resolve("conf"),
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dpicocli.disable.closures=true",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.security=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED");
  }

  private String classpath() {
    return home().resolve("lib/quarkus-run.jar").toString();
  }

  /** Healthy, and the realm is there: the import runs after the server has begun to answer. */
  @Override
  public boolean isReady() {
    return HttpProbe.answersOk("http://127.0.0.1:" + managementPort + "/health/ready")
        && HttpProbe.answersOk(issuer() + "/.well-known/openid-configuration");
  }

  @Override
  public Duration patience() {
    return Duration.ofMinutes(3);
  }

  /** The JVM writes its archive of classes when it ends, after the first start. */
  @Override
  public void stop(Spawned program) {
    program.stop(Duration.ofSeconds(45));
  }
}
