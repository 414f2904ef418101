package io.homeport.gateway.route;

import io.homeport.gateway.feed.Projection;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Routes} as made of the routes topic. */
record RouteProjection(Routes routes) implements Projection {

  private static final Logger LOG = LoggerFactory.getLogger(RouteProjection.class);

  @Override
  public void take(ConsumerRecord<String, byte[]> message) {
    switch (RouteChange.of(message)) {
      case RouteChange.Changed(var event) -> routes.note(event);
      case RouteChange.Closed(var host) -> routes.close(host);
      case RouteChange.Ignored(var why) ->
          LOG.warn(
              "Skipped offset {} of {}-{}: {}",
              message.offset(),
              message.topic(),
              message.partition(),
              why);
    }
  }

  @Override
  public void settle() {
    routes.settle();
  }

  @Override
  public int waiting() {
    return routes.waiting();
  }

  @Override
  public int size() {
    return routes.size();
  }
}
