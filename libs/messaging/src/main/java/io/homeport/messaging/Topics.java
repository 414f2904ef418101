package io.homeport.messaging;

import io.homeport.contracts.events.Topic;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Creates the topics that are missing, when a service starts; in the background, until done. */
@ApplicationScoped
public class Topics {

  private static final long PAUSE_MILLIS = 1_000;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  @ConfigProperty(name = "homeport.topics.partitions", defaultValue = "3")
  int partitions;

  void start(@Observes StartupEvent event) {
    Thread.ofVirtual().name("topics").start(this::createUntilDone);
  }

  private void createUntilDone() {
    Map<String, Object> config =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    try (Admin admin = Admin.create(config)) {
      while (!created(admin)) {
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean created(Admin admin) throws InterruptedException {
    boolean all = true;
    for (var result : admin.createTopics(wanted()).values().entrySet()) {
      try {
        result.getValue().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          Log.debugf("Topic %s is not there yet: %s", result.getKey(), e.getMessage());
          all = false;
        }
      }
    }
    return all;
  }

  private List<NewTopic> wanted() {
    Optional<Short> brokersDefault = Optional.empty();
    return Stream.concat(
            Arrays.stream(Topic.values())
                .map(topic ->
                    new NewTopic(topic.topicName(), Optional.of(partitions), brokersDefault)
                        .configs(configuration(topic))),
            Stream.of(new NewTopic(DeadLetters.TOPIC, Optional.of(1), brokersDefault)))
        .toList();
  }

  /**
   * Events are kept for good unless the operator decides otherwise; routes and domains only in
   * their last form, though whole for an hour, so that what happened lately can be read.
   */
  private static Map<String, String> configuration(Topic topic) {
    return switch (topic) {
      case ROUTES, DOMAINS ->
          Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", "3600000");
      case IMPORTS, SPECS, DEPLOYMENTS, BACKUPS -> Map.of("retention.ms", "-1");
    };
  }
}
