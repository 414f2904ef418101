package io.homeport.gateway.domain;

import io.homeport.contracts.events.Topic;
import io.homeport.gateway.GatewayConfig;
import io.homeport.gateway.feed.TopicFeed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Keeps {@link Domains} true to Kafka for as long as the gateway runs. */
@ApplicationScoped
public class DomainsConsumer {

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  private final Domains domains;
  private final boolean needed;
  private volatile @Nullable TopicFeed feed;

  DomainsConsumer(Domains domains, GatewayConfig config, MeterRegistry meters) {
    this.domains = domains;
    this.needed = config.gateway().roles().contains(GatewayConfig.Role.APPS);
    Gauge.builder("homeport.domains", domains, Domains::size)
        .description("Custom domains that are known")
        .register(meters);
    Gauge.builder("homeport.domains.waiting", domains, Domains::waiting)
        .description("Changes of domains that wait because a certificate cannot be read")
        .register(meters);
  }

  void start(@Observes StartupEvent event) {
    if (needed) {
      TopicFeed following =
          new TopicFeed(brokers, Topic.DOMAINS.topicName(), new DomainProjection(domains));
      feed = following;
      Thread.ofVirtual().name("domains").start(following);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    TopicFeed following = feed;
    if (following != null) {
      following.stop();
    }
  }
}
