package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.homeport.processes.Finished;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryGateTest {
  @TempDir Path folder;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private BuildLog log;
  private HttpServer registry;

  @BeforeEach
  void startRegistry() throws IOException {
    log = BuildLog.appendingTo(folder.resolve("build.log"), lines::add);
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext(
        "/",
        exchange -> {
          byte[] answer = ("packages of " + exchange.getRequestURI()).getBytes();
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    registry.start();
  }

  @AfterEach
  void stop() {
    registry.stop(0);
    log.close();
  }

  @Test
  void the_registry_is_reached_with_a_tunnel_and_without() throws Exception {
    // Given
    String host = "127.0.0.1:" + registry.getAddress().getPort();

    try (var gate = RegistryGate.in(folder, address(), log)) {
      // When
      String plain =
          ask("GET http://" + host + "/react?write=true HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      String tunnelled =
          ask(
              "CONNECT "
                  + host
                  + " HTTP/1.1\r\n\r\n"
                  + "GET /vite HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

      // Then
      assertThat(plain).contains("200 OK").endsWith("packages of /react?write=true");
      assertThat(tunnelled).startsWith("HTTP/1.1 200").endsWith("packages of /vite");
    }
  }

  @Test
  void another_host_and_another_port_are_refused_and_the_log_says_so() throws Exception {
    try (var gate = RegistryGate.in(folder, address(), log)) {
      // When
      String tunnel = ask("CONNECT 169.254.169.254:80 HTTP/1.1\r\n\r\n");
      String plain = ask("GET http://evil.example/x HTTP/1.1\r\n\r\n");
      String port = ask("CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n");
      String nonsense = ask("hello\r\n\r\n");

      // Then
      assertThat(List.of(tunnel, plain, port, nonsense))
          .allMatch(each -> each.startsWith("HTTP/1.1 403"));
      assertThat(lines)
          .hasSize(4)
          .anyMatch(line -> line.startsWith("Refused: 169.254.169.254:80 was asked for"))
          .anyMatch(line -> line.startsWith("Refused: evil.example:80 was asked for"));
    }
  }

  @Test
  void a_folder_deep_down_is_no_hindrance() throws Exception {
    Path deep = Files.createDirectories(folder.resolve("a-long-name-of-a-folder/".repeat(6)));

    try (var gate = RegistryGate.in(deep, address(), log)) {
      assertThat(deep.resolve("registry.sock")).exists();
    }
  }

  @Test
  void what_fetches_packages_reaches_the_registry_and_nothing_else() throws Exception {
    // Given
    try (var workspace = Workspace.under(folder.resolve("builds"), Workspace.buildUser())) {
      Files.createDirectories(workspace.source());
      workspace.handOver();
      try (var guard = new DiskGuard(1L << 30, folder)) {
        var run =
            new BuildRun(
                workspace,
                new PackageCache(workspace.beside("packages"), "acme"),
                new NpmSettings(address(), "npm.example.org", Optional.empty()),
                NodePrograms.ofThisMachine(),
                new Confined(BuildLimits.STANDARD),
                guard,
                log);

        // When
        Finished finished =
            run.fetch(PackageManager.NPM, workspace.source(), List.of("node", "-e", ASKING));

        // Then
        assertThat(finished.exitCode()).isZero();
        assertThat(lines)
            .contains("through the proxy: packages of /", "directly: refused")
            .anyMatch(line -> line.startsWith("Refused: evil.example:443"));
      }
    }
  }

  private static final String ASKING =
      """
      const http = require("node:http");
      const net = require("node:net");
      const registry = process.env.npm_config_registry;
      http.get({ host: "127.0.0.1", port: 3128, path: registry }, (answer) => {
        answer.on("data", (data) => console.log("through the proxy: " + data));
        answer.on("end", () => {
          const other = http.request({ host: "127.0.0.1", port: 3128, method: "CONNECT", path: "evil.example:443" });
          other.on("connect", () => {
            const direct = net.connect({ host: "127.0.0.1", port: Number(new URL(registry).port) });
            direct.on("error", () => console.log("directly: refused"));
            direct.on("connect", () => { console.log("directly: reached"); direct.destroy(); });
            direct.on("close", () => process.exit(0));
          }).end();
        });
      });
      """;

  private URI address() {
    return URI.create("http://127.0.0.1:" + registry.getAddress().getPort() + "/");
  }

  private String ask(String request) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(folder.resolve("registry.sock")));
      Channels.newOutputStream(channel).write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(
          Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
