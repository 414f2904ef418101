package io.homeport.gateway.route;

import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.EventJson;
import io.homeport.contracts.events.EventTypes;
import io.homeport.contracts.events.RouteChanged;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Route events with valid defaults. */
public final class Events {

  public static final String HOST = "shop--production.apps.localhost";
  public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** A release's route, decided some seconds after noon. */
  public static RouteChanged route(int number, Digest site, int secondsAfterNoon) {
    return route(HOST, number, site, Optional.empty(), NOON.plusSeconds(secondsAfterNoon));
  }

  public static RouteChanged route(
      String host, int number, Digest site, Optional<URI> backend, Instant changedAt) {
    return route(host, number, site, backend, changedAt, 0);
  }

  /** One whose environment says how large requests may be. */
  public static RouteChanged route(
      String host,
      int number,
      Digest site,
      Optional<URI> backend,
      Instant changedAt,
      long maxBodyBytes) {
    return new RouteChanged(
        AppId.of("0190a000-0000-7000-8000-000000000001"),
        OrganizationId.of("0190a000-0000-7000-8000-0000000000aa"),
        EnvironmentId.of("0190a000-0000-7000-8000-000000000002"),
        host,
        release(number),
        number,
        DeploymentId.of("0190a000-0000-7000-8000-000000000003"),
        site,
        backend,
        changedAt,
        maxBodyBytes);
  }

  public static ReleaseId release(int number) {
    return new ReleaseId(new UUID(0x0190a00000007000L, 0x8000000000000000L + number));
  }

  /** As deploy-service publishes it. */
  public static ProducerRecord<String, byte[]> published(RouteChanged event) {
    var message =
        new ProducerRecord<>(
            "homeport.routes",
            event.key(),
            EventJson.write(event).getBytes(StandardCharsets.UTF_8));
    message
        .headers()
        .add("ce_specversion", "1.0".getBytes(StandardCharsets.UTF_8))
        .add("ce_id", UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8))
        .add("ce_type", EventTypes.wireName(RouteChanged.class).getBytes(StandardCharsets.UTF_8));
    return message;
  }

  private Events() {}
}
