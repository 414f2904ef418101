package io.homeport.deploy.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The only way out of the network that packages are fetched in: an HTTP proxy on a Unix socket that
 * leads to the registry and nowhere else. Who asks for another host is refused, and the build's log
 * says so.
 */
final class RegistryGate implements AutoCloseable {
  private static final int MOST_HEAD_BYTES = 32 << 10;
  private static final int CONNECT_MILLIS = 10_000;
  private static final Duration TOLD_EVERY = Duration.ofSeconds(5);
  private static final Pattern TUNNEL =
      Pattern.compile("CONNECT ([^\\s:]+|\\[[^\\]]+]):(\\d{1,5}) HTTP/1\\.[01]");
  private static final Pattern PLAIN = Pattern.compile("([A-Z]+) (http://\\S+) HTTP/1\\.[01]");

  private final Path socket;
  private final URI registry;
  private final BuildLog log;
  private final ServerSocketChannel server;
  private final LongAdder fetchedBytes = new LongAdder();
  private final Thread progress;

  private RegistryGate(Path socket, URI registry, BuildLog log, ServerSocketChannel server) {
    this.socket = socket;
    this.registry = registry;
    this.log = log;
    this.server = server;
    progress = Thread.ofVirtual().name("registry-gate-progress").unstarted(this::tellProgress);
  }

  /**
   * @param folder which the user that fetches can get to; {@code registry.sock} is made in it
   */
  static RegistryGate in(Path folder, URI registry, BuildLog log) {
    Path socket = folder.resolve("registry.sock");
    try {
      Files.deleteIfExists(socket);
      var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      bind(server, folder);
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
      var gate = new RegistryGate(socket, registry, log, server);
      Thread.ofVirtual().name("registry-gate").start(gate::accept);
      gate.progress.start();
      return gate;
    } catch (IOException e) {
      throw new UncheckedIOException("the way to the registry cannot be opened at " + socket, e);
    }
  }

  /** By a short name of the folder: the path of a socket has at most about a hundred characters. */
  private static void bind(ServerSocketChannel server, Path folder) throws IOException {
    Path names = Files.createTempDirectory("gate");
    Path name = Files.createSymbolicLink(names.resolve("to"), folder.toAbsolutePath());
    try {
      server.bind(UnixDomainSocketAddress.of(name.resolve("registry.sock")));
    } finally {
      Files.delete(name);
      Files.delete(names);
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        Thread.ofVirtual().name("registry-gate-connection").start(() -> serve(client));
      }
    } catch (ClosedChannelException closed) {
      // The fetching is over.
    } catch (IOException e) {
      log.line("The way to the registry is closed: " + e.getMessage());
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      InputStream in = Channels.newInputStream(client);
      OutputStream out = Channels.newOutputStream(client);
      String head = head(in);
      String first = head.lines().findFirst().orElse("");
      Matcher tunnel = TUNNEL.matcher(first);
      Matcher plain = PLAIN.matcher(first);
      if (tunnel.matches()) {
        if (leadsToRegistry(tunnel.group(1), Integer.parseInt(tunnel.group(2)))) {
          pass(in, out, "HTTP/1.1 200 Connection established\r\n\r\n", "");
        } else {
          refuse(out, tunnel.group(1) + ":" + tunnel.group(2));
        }
      } else if (plain.matches()) {
        URI wanted = URI.create(plain.group(2));
        if (leadsToRegistry(wanted.getHost(), port(wanted))) {
          pass(in, out, "", direct(head, plain.group(1), wanted));
        } else {
          refuse(out, wanted.getHost() + ":" + port(wanted));
        }
      } else {
        refuse(out, "something that is no address");
      }
    } catch (IOException | IllegalArgumentException gone) {
      // The package manager sees a connection that ended, and says what it was for.
    }
  }

  private boolean leadsToRegistry(@Nullable String host, int port) {
    return host != null && host.equalsIgnoreCase(registry.getHost()) && port == port(registry);
  }

  private static int port(URI address) {
    if (address.getPort() >= 0) {
      return address.getPort();
    }
    return "https".equals(address.getScheme()) ? 443 : 80;
  }

  /** One request for each connection, as its origin wants it. */
  private static String direct(String head, String method, URI wanted) {
    String path = wanted.getRawPath().isEmpty() ? "/" : wanted.getRawPath();
    String query = wanted.getRawQuery() == null ? "" : "?" + wanted.getRawQuery();
    var request = new StringBuilder(method + " " + path + query + " HTTP/1.1\r\n");
    head.lines()
        .skip(1)
        .filter(line -> !line.isEmpty())
        .filter(line -> !line.toLowerCase(Locale.ROOT).matches("(proxy-)?connection:.*"))
        .forEach(line -> request.append(line).append("\r\n"));
    return request.append("Connection: close\r\n\r\n").toString();
  }

  private void pass(InputStream in, OutputStream out, String answer, String request)
      throws IOException {
    try (var upstream = SocketChannel.open()) {
      upstream
          .socket()
          .connect(new InetSocketAddress(registry.getHost(), port(registry)), CONNECT_MILLIS);
      OutputStream up = Channels.newOutputStream(upstream);
      InputStream down = Channels.newInputStream(upstream);
      up.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
      Thread.ofVirtual().start(() -> copy(in, up, upstream));
      byte[] part = new byte[64 << 10];
      for (int count = down.read(part); count >= 0; count = down.read(part)) {
        out.write(part, 0, count);
        fetchedBytes.add(count);
      }
    }
  }

  /** Most package managers say nothing until they are done. */
  private void tellProgress() {
    try {
      long told = 0;
      while (true) {
        Thread.sleep(TOLD_EVERY);
        long fetched = fetchedBytes.sum();
        if (fetched > told) {
          log.line("%.1f MiB fetched.".formatted(fetched / (double) (1 << 20)));
          told = fetched;
        }
      }
    } catch (InterruptedException done) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(InputStream in, OutputStream up, SocketChannel upstream) {
    try {
      in.transferTo(up);
      upstream.shutdownOutput();
    } catch (IOException gone) {
      // The other direction ends too.
    }
  }

  private void refuse(OutputStream out, String wanted) throws IOException {
    log.line(
        "Refused: "
            + wanted
            + " was asked for while packages were fetched; only "
            + registry.getHost()
            + " is in reach.");
    out.write(
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      int next = in.read();
      if (next < 0 || head.length() > MOST_HEAD_BYTES) {
        throw new IOException("no request came");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() {
    progress.interrupt();
    try {
      server.close();
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      throw new UncheckedIOException("the way to the registry cannot be closed", e);
    }
  }
}
