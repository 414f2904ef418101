package io.homeport.gateway.route;

import io.homeport.contracts.events.RouteChanged;

/** Changes routes as the feed does. */
public final class Switches {

  public static void to(Routes routes, RouteChanged event) {
    routes.note(event);
    routes.settle();
  }

  public static void close(Routes routes, String host) {
    routes.close(host);
  }

  private Switches() {}
}
