package io.homeport.deploy.domain;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import io.vertx.core.dns.DnsClientOptions;
import io.vertx.core.dns.DnsException;
import io.vertx.core.dns.DnsResponseCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Asks where names lead. Waits, so it is not for event loops. */
final class Dns {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Optional<String> resolver;

  /** No server answered, so nothing is known. */
  static final class Silent extends Exception {
    private static final long serialVersionUID = 1L;

    Silent(String name, Throwable cause) {
      super("No name server answered about " + name + ".", cause);
    }
  }

  /**
   * @param resolver {@code host:port} of the server to ask; the machine's own if empty
   */
  Dns(Vertx vertx, Optional<String> resolver) {
    this.vertx = vertx;
    this.resolver = resolver;
  }

  /** The addresses of a name; none if it has none. */
  List<String> addresses(String name) throws Silent {
    DnsClient client = client();
    return Stream.concat(
            ask(name, client.resolveA(name)).stream(), ask(name, client.resolveAAAA(name)).stream())
        .distinct()
        .toList();
  }

  /** The texts of a name. */
  List<String> texts(String name) throws Silent {
    return ask(name, client().resolveTXT(name));
  }

  private DnsClient client() {
    DnsClientOptions options = new DnsClientOptions().setQueryTimeout(LIMIT.toMillis());
    resolver.ifPresent(server -> {
      int colon = server.lastIndexOf(':');
      options
          .setHost(server.substring(0, colon))
          .setPort(Integer.parseInt(server.substring(colon + 1)));
    });
    return vertx.createDnsClient(options);
  }

  private static List<String> ask(String name, Future<List<String>> question) throws Silent {
    try {
      return question
          .toCompletionStage()
          .toCompletableFuture()
          .get(LIMIT.toMillis() * 2, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DnsException said
          && said.code() != DnsResponseCode.SERVFAIL
          && said.code() != DnsResponseCode.REFUSED) {
        return List.of();
      }
      throw new Silent(name, e);
    } catch (TimeoutException e) {
      throw new Silent(name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Silent(name, e);
    }
  }
}
