package io.homeport.local.stack;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Docker Compose and the embedded stack configure the services by the same variables. */
class ComposeFileTest {

  /** In a container a service is given only what it needs; here all get all. */
  private static final Map<String, Set<String>> ONLY_FOR =
      Map.ofEntries(
          entry("HOMEPORT_STATE", Set.of("deploy-service")),
          entry("HOMEPORT_RUNTIMES", Set.of("deploy-service")),
          entry("HOMEPORT_APPS_DOMAIN", Set.of("deploy-service")),
          entry("HOMEPORT_BACKENDS_PORTS", Set.of("deploy-service")),
          // Containers share no folder: there backups hold no stored files, and say so.
          entry("HOMEPORT_APPS_FILES", Set.of()),
          // Nor a loopback: there no release is started on what a drill restored, and reports say
          // so.
          entry("HOMEPORT_BACKUPS_TRIAL_LIMIT", Set.of()),
          // The cluster of the containers does not archive: there databases come back to a backup
          // only.
          entry("HOMEPORT_ARCHIVE_PROGRAM", Set.of()),
          entry("HOMEPORT_ARCHIVE_CONFIG", Set.of()),
          entry("HOMEPORT_ARCHIVE_REPOSITORY", Set.of()),
          // Copies of the containers' own databases are taken by what keeps their volumes.
          entry("HOMEPORT_PLATFORM_DATABASE_HOST", Set.of()),
          entry("HOMEPORT_PLATFORM_DATABASE_PORT", Set.of()),
          entry("HOMEPORT_PLATFORM_DATABASE_USER", Set.of()),
          entry("HOMEPORT_PLATFORM_DATABASE_PASSWORD_FILE", Set.of()),
          entry(
              "HOMEPORT_MASTER_KEY_FILE",
              Set.of("import-service", "deploy-service", "backup-service")),
          entry("HOMEPORT_APPS_DATABASE_HOST", Set.of("deploy-service", "backup-service")),
          entry("HOMEPORT_APPS_DATABASE_PORT", Set.of("deploy-service", "backup-service")),
          entry("HOMEPORT_APPS_DATABASE_USER", Set.of("deploy-service", "backup-service")),
          entry(
              "HOMEPORT_APPS_DATABASE_PASSWORD_FILE", Set.of("deploy-service", "backup-service")));

  /**
   * What only containers need: their own folders, the share of memory, the key of the S3 store,
   * what guards a mounted secret.
   */
  private static final Set<String> OF_CONTAINERS =
      Set.of(
          "PATH",
          "HOME",
          "TMPDIR",
          "HEAP_PERCENT",
          "AWS_SHARED_CREDENTIALS_FILE",
          "HOMEPORT_MASTER_KEY_GUARD",
          "HOMEPORT_DOOR_KEY_GUARD");

  private static final String SECRET = "SECRET_";
  private static final String SECRETS_FOLDER = "/run/secrets/";

  @TempDir Path state;
  private final Checkout checkout = Checkout.find();
  private Map<String, Map<String, Object>> services = Map.of();

  static List<String> services() {
    return Checkout.serviceModules();
  }

  @BeforeEach
  void read() throws IOException {
    String text = Files.readString(checkout.root().resolve("docker-compose.yml"));
    Map<String, Map<String, Map<String, Object>>> file = new Yaml().load(text);
    services = Map.copyOf(file.get("services"));
  }

  @ParameterizedTest
  @MethodSource("services")
  void a_service_has_the_same_variables_in_both(String service) throws IOException {
    Set<String> here =
        embedded(service).keySet().stream()
            .filter(name -> ONLY_FOR.getOrDefault(name, Set.of(service)).contains(service))
            .collect(toSet());

    Set<String> inContainer = new HashSet<>(ofImage(service).keySet());
    inContainer.addAll(ofCompose(service).keySet());
    inContainer.removeAll(OF_CONTAINERS);

    assertThat(inContainer).containsExactlyInAnyOrderElementsOf(here);
  }

  @ParameterizedTest
  @MethodSource("services")
  void a_service_works_on_the_database_of_its_own_name_in_both(String service) {
    assertThat(ofCompose(service).get("QUARKUS_DATASOURCE_USERNAME"))
        .isEqualTo(ServiceEnvironment.DATABASES.get(service));
  }

  @ParameterizedTest
  @MethodSource("services")
  void a_service_gets_the_secrets_that_its_variables_name_and_no_others(String service) {
    Set<String> named =
        compose(service).values().stream()
            .filter(value -> value.startsWith(SECRETS_FOLDER))
            .map(value -> value.substring(SECRETS_FOLDER.length()))
            .collect(toSet());

    List<?> given = (List<?>) services.get(service).get("secrets");

    assertThat(given.stream().map(Object::toString).toList())
        .containsExactlyInAnyOrderElementsOf(named);
  }

  private Map<String, String> embedded(String service) {
    var folder = new StateFolder(state);
    folder.create();
    var parts =
        new StackParts(
            checkout, folder, new Ports(Ports.WANTED, "7700-7899"), Map.of(), Extent.ALL);
    return new ServiceEnvironment(parts).of(service);
  }

  /** By the names that the service sees: what a file holds comes under the name without prefix. */
  private Map<String, String> ofCompose(String service) {
    var seen = new HashMap<String, String>();
    compose(service)
        .forEach((name, value) ->
            seen.put(name.startsWith(SECRET) ? name.substring(SECRET.length()) : name, value));
    return seen;
  }

  private Map<String, String> compose(String service) {
    var variables = new HashMap<String, String>();
    ((Map<?, ?>) services.get(service).get("environment"))
        .forEach((name, value) -> variables.put(name.toString(), value.toString()));
    return variables;
  }

  private Map<String, String> ofImage(String service) throws IOException {
    try (Stream<String> lines = Files.lines(checkout.root().resolve(service + "/Dockerfile"))) {
      return lines
          .filter(line -> line.startsWith("ENV "))
          .flatMap(line -> Stream.of(line.substring("ENV ".length()).split(" ")))
          .map(pair -> pair.split("=", 2))
          .collect(HashMap::new, (all, pair) -> all.put(pair[0], pair[1]), HashMap::putAll);
    }
  }
}
