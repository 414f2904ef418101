package io.homeport.deploy.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.homeport.testkit.Scratch;
import io.homeport.testkit.SharedServices;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Follows the routes as the gateway does, and says for each host which release serves. {@code POST
 * /hold?<host>} makes it miss further changes of a host. Deployments that wait for a backup are
 * answered too, except in environments of {@code POST /hold-backups?<environment>}.
 */
public final class FakeDoor implements QuarkusTestResourceLifecycleManager {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, JsonNode> routes = new ConcurrentHashMap<>();
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private final Scratch state = Scratch.directory();
  private final FakeBackups backups = new FakeBackups();
  private volatile boolean stopped;
  private HttpServer server;
  private Thread follower;

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
    follower = Thread.ofPlatform().daemon().start(this::follow);
    int port = server.getAddress().getPort();
    int ports = ThreadLocalRandom.current().nextInt(21_000, 29_000);
    return Map.of(
        "homeport.door-url",
        "http://127.0.0.1:" + port,
        "homeport.apps-domain",
        "apps.localhost:" + port,
        "homeport.state",
        state.path().toString(),
        "homeport.backends-ports",
        ports + "-" + (ports + 99),
        "homeport.deployments.restore-point-limit",
        "4s",
        "homeport.deployments.confirm-limit",
        "3s");
  }

  private void follow() {
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers", SharedServices.get().kafka(),
            "group.id", SharedServices.uniqueName("door"),
            "auto.offset.reset", "earliest",
            "metadata.max.age.ms", "300",
            "fetch.max.wait.ms", "20");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("homeport.routes"));
      while (!stopped) {
        consumer.poll(Duration.ofMillis(50)).forEach(record -> take(record.key(), record.value()));
      }
    }
  }

  private void take(String host, byte[] route) {
    if (held.contains(host)) {
      return;
    }
    if (route == null) {
      routes.remove(host);
      return;
    }
    try {
      routes.put(host, JSON.readTree(route));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().equals("/hold")) {
      held.add(exchange.getRequestURI().getQuery());
      respond(exchange, 200, "held");
      return;
    }
    if (exchange.getRequestURI().getPath().equals("/hold-backups")) {
      backups.hold(exchange.getRequestURI().getQuery());
      respond(exchange, 200, "held");
      return;
    }
    String host = exchange.getRequestHeaders().getFirst("Host").replaceFirst(":\\d+$", "");
    JsonNode route = routes.get(host);
    if (route == null) {
      respond(exchange, 404, "no route");
      return;
    }
    exchange.getResponseHeaders().set("Homeport-Release", route.path("releaseId").asText());
    respond(exchange, 200, route.toString());
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void stop() {
    stopped = true;
    backups.stop();
    server.stop(0);
    endBackends(state.path().resolve("run/apps"));
    state.close();
  }

  /** They are made to outlive the service. */
  private static void endBackends(Path pids) {
    if (!Files.isDirectory(pids)) {
      return;
    }
    try (Stream<Path> files = Files.list(pids)) {
      for (Path file : files.toList()) {
        long pid = Long.parseLong(Files.readString(file).strip());
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
