package io.homeport.testkit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** The topics on the shared broker. */
final class KafkaTopics {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private KafkaTopics() {}

  /**
   * Removes Homeport's topics, and with them the offsets of their consumers, so that a service
   * under test does not see the events of a test before it. Modules are tested one after another.
   */
  static void removeHomeports(String bootstrapServers) {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      var ours =
          admin.listTopics().names().get(LIMIT.toSeconds(), TimeUnit.SECONDS).stream()
              .filter(name -> name.startsWith("homeport."))
              .toList();
      admin.deleteTopics(ours).all().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException("Kafka at " + bootstrapServers + " did not answer", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
