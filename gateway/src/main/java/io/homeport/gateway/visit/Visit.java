package io.homeport.gateway.visit;

import io.homeport.gateway.route.Route;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request to the door, from when its head was read. Belongs to one event loop until it ends.
 */
public final class Visit {

  /** What a request was for. */
  public enum Kind {
    FILE,
    BACKEND,
    PLATFORM,
    CHALLENGE,
    REDIRECT,
    UNKNOWN_HOST,
    REFUSED,
    LIMITED
  }

  private final String id;
  private final HttpMethod method;
  private final @Nullable String path;
  private final String client;
  private final Instant since = Instant.now();
  private final long began = System.nanoTime();
  private Kind kind = Kind.REFUSED;
  private @Nullable String host;
  private @Nullable Route route;
  private @Nullable AppAccount account;
  private long waited = -1;
  private int status;
  private long bytes;
  private long took;

  Visit(String id, HttpMethod method, @Nullable String path, String client) {
    this.id = id;
    this.method = method;
    this.path = path;
    this.client = client;
  }

  /** Notes what the request is for; the last word counts. */
  public void is(Kind what) {
    kind = what;
  }

  public void isFor(String itsHost) {
    host = itsHost;
  }

  void isFor(Route app, AppAccount its) {
    host = app.host();
    route = app;
    account = its;
  }

  /** Another release than expected answered: the route was switched meanwhile. */
  public void isAnsweredBy(Route switched) {
    route = switched;
  }

  /** A backend's answer began so long after it was asked. */
  public void waited(long nanos) {
    waited = nanos;
  }

  void ended(int itsStatus, long itsBytes) {
    status = itsStatus;
    bytes = itsBytes;
    took = System.nanoTime() - began;
  }

  public String id() {
    return id;
  }

  Kind kind() {
    return kind;
  }

  HttpMethod method() {
    return method;
  }

  @Nullable String path() {
    return path;
  }

  /** The caller's address. */
  public String client() {
    return client;
  }

  Instant since() {
    return since;
  }

  @Nullable String host() {
    return host;
  }

  @Nullable Route route() {
    return route;
  }

  @Nullable AppAccount account() {
    return account;
  }

  /** In nanoseconds; -1 if no backend answered. */
  long waited() {
    return waited;
  }

  int status() {
    return status;
  }

  /** Of the answer's body, as sent. */
  long bytes() {
    return bytes;
  }

  /** In nanoseconds. */
  long took() {
    return took;
  }
}
