package io.homeport.bench.edge;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The servers that are measured, each a process of its own on a free port of this machine. */
final class Servers implements AutoCloseable {

  /** As the stack starts its services. */
  private static final List<String> JAVA_OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED");

  private static final double TICKS_PER_SECOND = 100;
  private static final int ATTEMPTS = 300;

  /** One that runs. */
  record Server(Process process, int port) {

    /** Seconds of processor time of the process and those it started. */
    double cpuSeconds() throws IOException {
      double sum = cpuSeconds(process.pid());
      for (ProcessHandle child : process.descendants().toList()) {
        sum += cpuSeconds(child.pid());
      }
      return sum;
    }

    private static double cpuSeconds(long pid) throws IOException {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }
  }

  private final Path folder;
  private final List<Process> running = new ArrayList<>();

  Servers(Path folder) {
    this.folder = folder;
  }

  Server nginx(Path files) throws IOException, InterruptedException {
    int port = freePort();
    Path config = folder.resolve("nginx-" + port + ".conf");
    Files.writeString(
        config,
        """
        worker_processes auto; daemon off; pid %1$s/nginx-%2$d.pid; error_log %1$s/nginx.err;
        events { worker_connections 4096; }
        http {
          access_log %1$s/nginx-%2$d.log combined buffer=64k;
          sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100;
          client_body_temp_path %1$s/tmp; proxy_temp_path %1$s/tmp; fastcgi_temp_path %1$s/tmp;
          uwsgi_temp_path %1$s/tmp; scgi_temp_path %1$s/tmp; default_type text/html;
          server { listen 127.0.0.1:%2$d; root %3$s; location /rest/v1/ { alias %3$s/; } }
        }
        user root;
        """
            .formatted(folder, port, files));
    return started(port, List.of(where("nginx").orElseThrow().toString(), "-c", config.toString()));
  }

  Server caddy(Path files) throws IOException, InterruptedException {
    int port = freePort();
    Path config = folder.resolve("Caddyfile");
    Files.writeString(
        config,
        """
        {
          admin off
          auto_https off
        }
        http://:%d {
          bind 127.0.0.1
          root * %s
          file_server
        }
        """
            .formatted(port, files));
    return started(
        port, List.of("caddy", "run", "--adapter", "caddyfile", "--config", config.toString()));
  }

  Server java(Class<?> program, int port, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                JAVA_OPTIONS.stream(),
                Stream.of("-cp", System.getProperty("java.class.path"), program.getName()),
                Stream.of(Integer.toString(port)),
                Stream.of(arguments))
            .flatMap(each -> each)
            .toList();
    return started(port, command);
  }

  static boolean isThere(String program) {
    return where(program).isPresent();
  }

  /** Debian keeps servers where only root looks by itself. */
  private static Optional<Path> where(String program) {
    return Stream.of((System.getenv("PATH") + ":/usr/sbin").split(File.pathSeparator))
        .map(each -> Path.of(each, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Server started(int port, List<String> command) throws IOException, InterruptedException {
    File log =
        folder.resolve(Path.of(command.getFirst()).getFileName() + "-" + port + ".out").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    running.add(process);
    for (int attempt = 0; attempt < ATTEMPTS && process.isAlive(); attempt++) {
      try (Socket reached = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return new Server(process, port);
      } catch (IOException notYet) {
        Thread.sleep(Duration.ofMillis(100));
      }
    }
    throw new IOException(command.getFirst() + " did not start; see " + log);
  }

  /** Ends them all. */
  @Override
  public void close() {
    for (Process process : running) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    for (Process process : running) {
      process
          .onExit()
          .orTimeout(5, TimeUnit.SECONDS)
          .exceptionally(late -> process.destroyForcibly())
          .join();
    }
  }
}
