package io.homeport.local.kafka;

import io.homeport.local.Checkout;
import io.homeport.local.JavaProgram;
import io.homeport.local.Part;
import io.homeport.processes.Command;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka broker on loopback, in its own JVM. Its data survives crashes and restarts.
 *
 * @param directory what it keeps between starts
 * @param port for clients
 * @param controllerPort for itself
 * @param archive see {@link JavaProgram#archive}
 */
public record KafkaBroker(
    Checkout checkout,
    Path directory,
    int port,
    int controllerPort,
    Path log,
    @Nullable Path archive)
    implements Part {
  private static final String MAIN = "io.homeport.local.kafka.BrokerMain";
  private static final int HEAP_MEGABYTES = 160;

  @Override
  public String name() {
    return "kafka";
  }

  /** What clients take as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void prepare() throws IOException {
    Files.createDirectories(directory);
    Files.deleteIfExists(readyFile());
  }

  @Override
  public Command command() {
    return JavaProgram.withHeap(HEAP_MEGABYTES)
        .archive(archive)
        .options(
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX")
        .main(
            checkout.kafkaClasspath(),
            MAIN,
            directory.resolve("log").toString(),
            Integer.toString(port),
            Integer.toString(controllerPort),
            readyFile().toString());
  }

  /** The broker itself says when it is ready; that it still answers is seen by connecting. */
  @Override
  public boolean isReady() {
    return Files.exists(readyFile()) && accepts(port);
  }

  @Override
  public void stop(Spawned program) {
    program.stop(Duration.ofSeconds(20));
  }

  private Path readyFile() {
    return directory.resolve("ready");
  }

  private static boolean accepts(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
