package io.homeport.bench.backup;

import io.homeport.backup.postgres.Login;
import io.homeport.bench.Latencies;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;

/**
 * An app that goes on being used: its clients read and change rows by key, at a steady pace. It is
 * a process of its own, as apps are, and its sessions are none of the backup's.
 */
final class AppLoad implements AutoCloseable {
  private static final int CLIENTS = 2;
  private static final Duration PAUSE = Duration.ofMillis(4);
  private static final String PASSWORD = "PGPASSWORD";

  private final Process process;
  private final BufferedReader answers;

  private AppLoad(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Begins to use the database; what is used are rows of that many users. */
  static AppLoad start(Login login, String database, long users) throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            AppLoad.class.getName(),
            "jdbc:postgresql://%s:%d/%s".formatted(login.host(), login.port(), database),
            login.user(),
            Long.toString(users));
    builder.environment().put(PASSWORD, login.password().reveal());
    return new AppLoad(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Of what was asked since the last call, or since the start. */
  double p99Millis() throws IOException {
    var out = process.outputWriter(StandardCharsets.UTF_8);
    out.write("\n");
    out.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IllegalStateException("the app's clients have ended");
    }
    return Double.parseDouble(answer);
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** The clients: answers each line with the p99 of what was asked since the line before. */
  public static void main(String... arguments) throws IOException {
    var clients = new Clients(arguments[0], arguments[1], Long.parseLong(arguments[2]));
    for (int i = 0; i < CLIENTS; i++) {
      int seed = i;
      Thread.ofPlatform().daemon().start(() -> clients.use(new Random(seed)));
    }
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (lines.readLine() != null) {
      System.out.println(clients.p99Millis());
    }
  }

  private static final class Clients {
    private final String url;
    private final String user;
    private final long users;
    private volatile Latencies latencies = new Latencies();

    Clients(String url, String user, long users) {
      this.url = url;
      this.user = user;
      this.users = users;
    }

    void use(Random random) {
      try (Connection connection = DriverManager.getConnection(url, user, System.getenv(PASSWORD));
          var read =
              connection.prepareStatement(
                  "select email, profile from public.users where number = ?");
          var write =
              connection.prepareStatement(
                  "update public.users set seen_at = now() where number = ?")) {
        while (true) {
          var statement = random.nextInt(4) == 0 ? write : read;
          statement.setLong(1, 1 + random.nextLong(users));
          long began = System.nanoTime();
          statement.execute();
          latencies.add(System.nanoTime() - began);
          Thread.sleep(PAUSE);
        }
      } catch (SQLException | InterruptedException e) {
        System.err.println("a client of the app ended: " + e.getMessage());
        System.exit(1);
      }
    }

    double p99Millis() {
      Latencies until = latencies;
      latencies = new Latencies();
      return until.percentileMillis(99);
    }
  }
}
