package io.homeport.backup.moment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.Failure;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** For operators: how it stands with the past of the apps' databases. */
@Path("/operations/{service}/archive")
@RolesAllowed("operator")
@Tag(name = "operations")
public class ArchiveResource {

  /** What is known of it. */
  @Schema(name = "Archive")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record View(
      @Schema(description = "off, starting, good or troubled") String state,
      @Schema(description = "What somebody has to do.") @Nullable Failure problem,
      @Schema(description = "The first moment that can be restored.") @Nullable Instant earliest,
      @Nullable Instant latest,
      @Nullable Instant lastArchivedAt,
      @Schema(description = "Segments of the log, of 16 MB, that are not archived yet.")
          long waitingSegments,
      @Schema(description = "How long the oldest of them waits.") long behindSeconds,
      @Schema(
              description =
                  "Whether the repository is on the disk of the databases themselves: one disk that"
                      + " breaks takes both.")
          boolean sameDisk,
      List<Base> baseBackups) {}

  /** A base backup. */
  @Schema(name = "BaseBackup")
  public record Base(
      String label,
      @Schema(description = "full, diff or incr") String type,
      Instant beganAt,
      Instant endedAt,
      long bytes) {}

  @Inject ArchiveWorker archive;
  @Inject Clock clock;

  @GET
  @NonBlocking
  @Operation(
      summary = "Whether the apps' databases can be restored to any moment, and what to do if not")
  public View get(@PathParam("service") String service) {
    ArchiveWorker.Known known = archive.known();
    Instant now = clock.instant();
    var range = archive.range(now);
    return new View(
        known.state().word(),
        known.state().problem().orElse(null),
        range.map(MomentRange::earliest).orElse(null),
        range.map(MomentRange::latest).orElse(null),
        known.archiving().flatMap(Archiving::lastArchivedAt).orElse(null),
        known.archiving().map(Archiving::waiting).orElse(0L),
        known.archiving().map(each -> each.behind(now)).orElse(Duration.ZERO).toSeconds(),
        known.sameDisk(),
        known.repository().backups().stream()
            .map(each ->
                new Base(
                    each.label(), each.type().word(), each.beganAt(), each.endedAt(), each.bytes()))
            .toList());
  }
}
