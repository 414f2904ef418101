package io.homeport.systemtest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Json;
import io.homeport.cli.client.Waiting;
import io.homeport.cli.signin.Issuer;
import io.homeport.cli.signin.Session;
import io.homeport.local.Checkout;
import io.homeport.local.FreePorts;
import io.homeport.local.stack.Extent;
import io.homeport.local.stack.PartState;
import io.homeport.local.stack.PartStatus;
import io.homeport.local.stack.Stack;
import io.homeport.local.stack.StackProgress;
import io.homeport.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final List<String> PORTS =
      List.of(
          "gateway",
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

  private final Path state;
  private final Stack stack;

  private RunningStack(Path state, Stack stack) {
    this.state = state;
    this.stack = stack;
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
    choosePorts(stack);
    RunningStack running = new RunningStack(state, stack);
    stack.up(Extent.ALL, new Telling());
    return running;
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
    ProcessHandle.of(pid)
        .orElseThrow(() -> new IllegalStateException(part + " does not run"))
        .destroyForcibly();
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
  }

  private static void choosePorts(Stack stack) {
    stack.state().create();
    ObjectNode ports = Json.MAPPER.createObjectNode();
    List<Integer> free = FreePorts.some(PORTS.size());
    Iterator<Integer> next = free.iterator();
    PORTS.forEach(name -> ports.put(name, next.next()));
    int first = 20_000 + (int) (ProcessHandle.current().pid() % 40) * BACKENDS;
    ports.put("backends", first + "-" + (first + BACKENDS - 1));
    try {
      Files.writeString(stack.state().portsFile(), Json.write(ports));
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
