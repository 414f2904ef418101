package io.homeport.gateway.proxy;

import io.homeport.gateway.route.Backend;
import io.vertx.core.MultiMap;
import java.util.function.Consumer;

/**
 * Where a request goes.
 *
 * @param marks put on the response, whatever it turns out to be: which release it comes from
 * @param watcher told what becomes of the request
 */
public record Target(Backend backend, Consumer<MultiMap> marks, Watcher watcher) {

  public static Target of(Backend backend) {
    return new Target(backend, headers -> {}, Watcher.NOBODY);
  }
}
