package io.homeport.api.secrets;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.messaging.Transactions;
import io.homeport.processes.SecretBox;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * For operators: under which master keys a service's secrets are, and putting them under the
 * current one.
 */
@Path("/operations/{service}/secrets")
@RolesAllowed("operator")
@Tag(name = "operations")
public class SecretsResource {

  /** How those are named that were sealed before master keys had names. */
  static final String UNNAMED = "unnamed";

  @Inject Transactions transactions;
  @Inject Instance<KeptSecrets> kinds;
  @Inject Instance<RewrappedKeys> elsewhere;
  @Inject Instance<SecretBox> box;

  /** Secrets of one kind. */
  @Schema(name = "KeptSecrets")
  public record Kind(
      String kind,
      @Schema(description = "How many are sealed under each master key, by the key's name.")
          Map<String, Long> byMasterKey) {}

  /** What a service keeps. */
  @Schema(name = "Secrets")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Secrets(
      @Schema(
              description =
                  "The master key that secrets are sealed under now; empty for a service that keeps none.")
          String currentMasterKey,
      List<Kind> kinds,
      @Schema(description = "How many were put under the current master key by this request.")
          long rewrapped,
      @Schema(
              description =
                  "Where this request stopped, for the next one; without it nothing is left to come to.")
          @Nullable String next) {}

  @GET
  @Operation(summary = "Under which master keys the service's secrets are")
  public Uni<Secrets> list(@PathParam("service") String service) {
    return overAll(false, "");
  }

  @POST
  @Path("/rewrapping")
  @Operation(summary = "Put every secret under the current master key; what is there already stays")
  public Uni<Secrets> rewrap(
      @PathParam("service") String service, @QueryParam("after") @Nullable String after) {
    return overAll(true, after == null ? "" : after);
  }

  /** Each kind in a transaction of its own: what is done stays done. */
  private Uni<Secrets> overAll(boolean rewrap, String after) {
    Multi<Counted> inRows =
        Multi.createFrom()
            .iterable(kinds.stream().toList())
            .onItem()
            .transformToUniAndConcatenate(kind ->
                transactions.acrossOrganizations(
                    () -> kind.locked().map(all -> count(kind, all, rewrap))));
    Multi<Counted> inObjects =
        Multi.createFrom()
            .iterable(elsewhere.stream().toList())
            .onItem()
            .transformToUniAndConcatenate(
                keys -> (rewrap ? keys.rewrapped(after) : keys.counted()).map(Counted::of));
    return Multi.createBy()
        .concatenating()
        .streams(inRows, inObjects)
        .collect()
        .asList()
        .map(all ->
            new Secrets(
                all.isEmpty() ? "" : all.getFirst().currentMasterKey(),
                all.stream().map(Counted::kind).toList(),
                all.stream().mapToLong(Counted::rewrapped).sum(),
                all.stream().map(Counted::next).filter(Objects::nonNull).findFirst().orElse(null)));
  }

  private record Counted(
      Kind kind, String currentMasterKey, long rewrapped, @Nullable String next) {

    static Counted of(RewrappedKeys.Counted keys) {
      return new Counted(
          new Kind(keys.kind(), keys.byMasterKey()),
          keys.currentMasterKey(),
          keys.rewrapped(),
          keys.next());
    }
  }

  private Counted count(KeptSecrets kind, List<KeptSecrets.Kept> all, boolean rewrap) {
    long rewrapped = 0;
    var byMasterKey = new TreeMap<String, Long>();
    for (KeptSecrets.Kept each : all) {
      Optional<byte[]> fresh =
          rewrap ? box.get().rewrapped(each.owner(), each.sealed()) : Optional.empty();
      fresh.ifPresent(each.replace());
      rewrapped += fresh.isPresent() ? 1 : 0;
      byMasterKey.merge(
          SecretBox.masterKeyOf(fresh.orElse(each.sealed())).orElse(UNNAMED), 1L, Long::sum);
    }
    return new Counted(
        new Kind(kind.secrets(), byMasterKey), box.get().currentKey(), rewrapped, null);
  }
}
