package io.homeport.local.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka broker that is its own controller (KRaft), on loopback. Formats its storage at the
 * first start and keeps it afterwards. Runs until SIGTERM.
 *
 * <p>Arguments: data directory, port, port of the controller, and a file that is written once the
 * broker takes requests.
 *
 * @see <a href="https://kafka.apache.org/documentation/#kraft">KRaft</a>
 */
public final class BrokerMain {
  private static final int NODE = 1;
  private static final String CONTROLLER = "CONTROLLER";

  private BrokerMain() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 4) {
      throw new IllegalArgumentException(
          "Expected: <data directory> <port> <controller port> <ready file>");
    }
    Path directory = Files.createDirectories(Path.of(args[0]));
    format(directory);
    var server =
        new KafkaRaftServer(
            new KafkaConfig(configuration(directory, args[1], args[2])), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop broker"));
    server.startup();
    sayReady(Path.of(args[3]));
    server.awaitShutdown();
  }

  private static void stop(KafkaRaftServer server) {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void sayReady(Path file) throws IOException {
    Files.writeString(
        file, Long.toString(ProcessHandle.current().pid()), StandardCharsets.US_ASCII);
  }

  private static void format(Path directory) throws IOException {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    var formatter =
        new Formatter()
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setNodeId(NODE)
            .setClusterId(Uuid.randomUuid().toString())
            .setControllerListenerName(CONTROLLER)
            .setDirectories(List.of(directory.toString()))
            .setMetadataLogDirectory(directory.toString())
            .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
            .setReleaseVersion(MetadataVersion.latestProduction());
    try {
      formatter.run();
    } catch (Exception cause) {
      throw new IOException("Kafka's storage in " + directory + " could not be formatted", cause);
    }
  }

  private static Properties configuration(Path directory, String port, String controllerPort) {
    var properties = new Properties();
    properties.putAll(roles(port, controllerPort));
    properties.putAll(ALONE);
    properties.putAll(SMALL);
    properties.put("log.dirs", directory.toString());
    return properties;
  }

  private static Map<String, String> roles(String port, String controllerPort) {
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        Integer.toString(NODE),
        "controller.quorum.voters",
        NODE + "@127.0.0.1:" + controllerPort,
        "listeners",
        "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controllerPort,
        "advertised.listeners",
        "PLAINTEXT://127.0.0.1:" + port,
        "controller.listener.names",
        CONTROLLER,
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name",
        "PLAINTEXT");
  }

  /** What a broker without peers needs so as not to wait for them. */
  private static final Map<String, String> ALONE =
      Map.of(
          "offsets.topic.replication.factor", "1",
          "transaction.state.log.replication.factor", "1",
          "transaction.state.log.min.isr", "1",
          "share.coordinator.state.topic.replication.factor", "1",
          "share.coordinator.state.topic.min.isr", "1",
          "group.initial.rebalance.delay.ms", "0",
          // After kill -9 the controller otherwise takes the dead broker for a living one, for 9 s.
          "broker.session.timeout.ms", "3000",
          "broker.heartbeat.interval.ms", "500",
          // Consumers of ours ask for short sessions, so that the work of a killed one moves on.
          "group.min.session.timeout.ms", "1000");

  private static final Map<String, String> SMALL =
      Map.of(
          "num.partitions", "3",
          "offsets.topic.num.partitions", "4",
          "transaction.state.log.num.partitions", "4",
          "num.network.threads", "2",
          "num.io.threads", "2",
          "log.cleaner.dedupe.buffer.size", "2097152",
          "log.segment.bytes", "67108864");
}
