package io.homeport.systemtest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Json;
import io.homeport.cli.client.Waiting;
import io.homeport.cli.signin.Issuer;
import io.homeport.cli.signin.Session;
import io.homeport.local.Checkout;
import io.homeport.local.FreePorts;
import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.local.postgres.PostgresCluster;
import io.homeport.local.stack.Extent;
import io.homeport.local.stack.PartState;
import io.homeport.local.stack.PartStatus;
import io.homeport.local.stack.Ports;
import io.homeport.local.stack.Secrets;
import io.homeport.local.stack.Stack;
import io.homeport.local.stack.StackProgress;
import io.homeport.testkit.Await;
import io.homeport.testkit.CertificateAuthority;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One whole stack for all tests of a run: own state, own ports, ended when the tests have ended.
 */
public final class RunningStack implements AutoCloseable {
  private static final String TLS = "gateway-tls";
  private static final List<String> PORTS =
      List.of(
          "gateway",
          TLS,
          "gateway-figures",
          "keycloak",
          "keycloak-management",
          "import-service",
          "spec-service",
          "deploy-service",
          "backup-service",
          "kafka",
          "kafka-controller",
          "postgres-platform",
          "postgres-apps");
  private static final int BACKENDS = 200;
  private static final Duration RESTART_LIMIT = Duration.ofSeconds(90);

  private static final Duration CERTIFICATES = Duration.ofSeconds(30);

  private final Path state;
  private final Stack stack;
  private final CertificateAuthority authority;

  private RunningStack(Path state, Stack stack, CertificateAuthority authority) {
    this.state = state;
    this.stack = stack;
    this.authority = authority;
  }

  /** Starts a stack with nothing in it. */
  static RunningStack start() {
    Path state = Checkout.find().root().resolve("system-test/target/stack");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("HOMEPORT_STATE", state.toString());
    Stack stack = new Stack(Checkout.find(), environment);
    stack.down(new Telling());
    stack.endApps();
    deleteRecursively(state);
    makeSecondPlace(state);
    Ports ports = choosePorts(stack);
    CertificateAuthority authority =
        CertificateAuthority.start(ports.of("gateway"), ports.of(TLS), CERTIFICATES);
    environment.putAll(settings(authority));
    environment.put(
        "HOMEPORT_BACKUPS_DESTINATIONS_SECOND_LOCATION", secondPlace(state).toUri().toString());
    // Copies are made at the next look after a backup is stored.
    environment.put("HOMEPORT_BACKUPS_LOOK_EVERY", "2s");
    // So that there is a while in which something large is dumped.
    environment.put("HOMEPORT_BACKUPS_DUMP_BYTES_PER_SECOND", "30000000");
    RunningStack running = new RunningStack(state, stack, authority);
    try {
      stack.up(Extent.ALL, new Telling());
    } catch (RuntimeException e) {
      // Its parts run apart from this process.
      running.close();
      throw e;
    }
    return running;
  }

  private static Map<String, String> settings(CertificateAuthority authority) {
    return Map.of(
        // Three are under way at a time when deploy-service is killed; two releases of an
        // environment suffice for a way back.
        "HOMEPORT_DEPLOYMENTS_CONCURRENCY",
        "3",
        "HOMEPORT_DEPLOYMENTS_WARM_RELEASES",
        "2",
        "HOMEPORT_ACME_DIRECTORY",
        authority.directory().toString(),
        "HOMEPORT_ACME_AGREED",
        "true",
        "HOMEPORT_ACME_TRUST",
        authority.trust().toString(),
        "HOMEPORT_DOMAINS_ADDRESSES",
        "127.0.0.1",
        "HOMEPORT_DOMAINS_RESOLVER",
        authority.nameServer(),
        "HOMEPORT_DOMAINS_LOOK_EVERY",
        "1s");
  }

  /** Who gives certificates for customers' domains. */
  CertificateAuthority authority() {
    return authority;
  }

  /** Where the door takes https. */
  int tlsPort() {
    return Ports.loadOrChoose(stack.state().portsFile(), FreePorts::isFree).of(TLS);
  }

  /**
   * Has a service run with a setting, in a process of its own, until this is closed; the process
   * after that has it no more.
   */
  Closeable configured(String service, String key, String value) throws IOException {
    Path file =
        stack.state().sharedData(service).resolve("config").resolve("application.properties");
    Files.createDirectories(file.getParent());
    Files.writeString(file, key + "=" + value + "\n");
    kill(service);
    return () -> Files.delete(file);
  }

  /** Where customers come in. */
  URI door() {
    return URI.create(String.valueOf(stack.status().urls().get("console")));
  }

  /** Signs in as one of the development realm's users, once whoever signs people in answers. */
  Session signIn(String user) {
    URI issuer = URI.create(String.valueOf(stack.status().urls().get("sign-in")));
    return Session.of(
        door(), Waiting.untilAnswered(RESTART_LIMIT, () -> Issuer.at(issuer).password(user, user)));
  }

  Journey journey(String user) {
    return new Journey(signIn(user).api(), line -> {});
  }

  String kafka() {
    return "127.0.0.1:" + part("kafka").port();
  }

  /** The commands, signed in as one of the development realm's users. */
  Cli cli(String user) {
    Path config = state.resolve("cli-" + user);
    Cli cli = new Cli(door(), config);
    cli.login(user);
    return cli;
  }

  /** Ends a part as a crash would, once it is ready. Its supervisor starts it again. */
  void kill(String part) {
    Await.until(part + " is ready", RESTART_LIMIT, () -> part(part).state() == PartState.READY);
    long pid = part(part).pid();
    ProcessHandle process =
        ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException(part + " does not run"));
    process.destroyForcibly();
    process.onExit().join();
  }

  /** A database of one of the clusters, as somebody who may do everything there. */
  DatabaseAddress database(String cluster, String name) {
    return new DatabaseAddress(
        "127.0.0.1",
        part(cluster).port(),
        name,
        PostgresCluster.SUPERUSER,
        new Secrets(stack.state().secretsFolder()).password(cluster));
  }

  /** The first column of what a query finds in such a database. */
  List<String> column(String cluster, String name, String sql) throws SQLException {
    try (var connection = database(cluster, name).connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  /** The folders in which backups are kept, the first one first. */
  List<Path> backups() {
    return List.of(stack.state().objects(), secondPlace(state));
  }

  private static void makeSecondPlace(Path state) {
    try {
      Files.createDirectories(secondPlace(state));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path secondPlace(Path state) {
    return state.resolve("second-place");
  }

  /** What a service keeps for itself. */
  Path data(String service) {
    return stack.state().sharedData(service);
  }

  /** Waits until every part is ready, the killed ones in a new process. */
  void awaitReady() {
    Await.until("the stack is ready again", RESTART_LIMIT, () -> stack.status().isReady());
  }

  PartStatus part(String name) {
    return stack.status().parts().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no part " + name));
  }

  @Override
  public void close() {
    stack.down(new Telling());
    stack.endApps();
    authority.close();
  }

  private static Ports choosePorts(Stack stack) {
    stack.state().create();
    ObjectNode ports = Json.MAPPER.createObjectNode();
    List<Integer> free = FreePorts.some(PORTS.size());
    Iterator<Integer> next = free.iterator();
    PORTS.forEach(name -> ports.put(name, next.next()));
    int first = 20_000 + (int) (ProcessHandle.current().pid() % 40) * BACKENDS;
    ports.put("backends", first + "-" + (first + BACKENDS - 1));
    try {
      Files.writeString(stack.state().portsFile(), Json.write(ports));
      return Ports.loadOrChoose(stack.state().portsFile(), FreePorts::isFree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteRecursively(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Telling() implements StackProgress {
    @Override
    public void part(PartStatus status, Duration sinceStart) {
      if (status.state() == PartState.READY || status.state() == PartState.RESTARTING) {
        System.out.printf(
            "%5.1f s %s %s%n",
            sinceStart.toMillis() / 1000.0, status.name(), status.state().text());
      }
    }

    @Override
    public void note(String text) {
      System.out.println(text);
    }
  }
}
