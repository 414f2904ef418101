package io.homeport.backup.own;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.Failure;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** For operators: the copies of Homeport's own databases. */
@Path("/operations/{service}/own-backups")
@RolesAllowed("operator")
@Tag(name = "operations")
public class OwnResource {

  /** What there is of them. */
  @Schema(name = "OwnBackups")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record View(
      @Schema(description = "What somebody has to do.") @Nullable Failure problem,
      @Schema(description = "Proven ones, newest first.") List<Set> sets) {}

  /** One copy of all of them. */
  @Schema(name = "OwnBackup")
  public record Set(
      @Schema(description = "The folder, where backup-service runs.") String folder,
      Instant takenAt,
      @Schema(description = "The master key that it takes to read it.") String masterKey,
      List<String> databases,
      long bytes) {}

  @Inject OwnWorker own;

  @GET
  @Blocking
  @Operation(summary = "The copies of Homeport's own databases, each restored and compared once")
  public View get(@PathParam("service") String service) {
    OwnWorker.Seen seen = own.seen();
    return new View(
        seen.problem().orElse(null),
        seen.kept().reversed().stream().map(OwnResource::set).toList());
  }

  private static Set set(OwnFolder.Kept kept) {
    OwnSet set = kept.set();
    return new Set(
        kept.folder().toString(),
        set.takenAt(),
        set.masterKey(),
        set.databases().stream().map(OwnSet.Part::database).toList(),
        set.databases().stream().mapToLong(OwnSet.Part::bytes).sum());
  }
}
