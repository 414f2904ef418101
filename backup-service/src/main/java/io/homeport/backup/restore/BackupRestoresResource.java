package io.homeport.backup.restore;

import io.homeport.api.Caller;
import io.homeport.api.Responses;
import io.homeport.contracts.BackupId;
import io.homeport.messaging.Cause;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Restoring a backup over HTTP. */
@Path("/backups/{backup}/restores")
@Tag(name = "restores")
public class BackupRestoresResource {

  /** What is wanted of a restore. */
  public record Wanted(
      @Schema(
              description =
                  "Whether the environment is to use the new database once it is whole; else it"
                      + " stays beside the live one.")
          boolean promote,
      @Schema(description = "Whether only to tell what it would change. Nothing changes.")
          boolean dryRun,
      @Schema(
              description =
                  "Another environment of the same app to restore into. Its variables and secrets"
                      + " stay its own.")
          @Nullable UUID into,
      @Schema(
              description =
                  "Only the rows of this table, such as public.orders, into a schema of their own"
                      + " beside it.")
          @Size(max = 200)
          @Nullable String table,
      @Schema(
              description =
                  "Only the rows that fit: comparisons of columns with literals, joined by and,"
                      + " such as customer = 42.")
          @Size(max = 2000)
          @Nullable String where) {}

  @Inject RestoreRequests restores;
  @Inject Caller caller;

  @POST
  @RolesAllowed({"owner", "developer"})
  @Operation(
      summary =
          "Restore a verified backup into a new database beside the live one, or tell what that would change")
  @APIResponse(responseCode = "202", description = "Accepted; follow Location")
  public Uni<RestResponse<RestoreView>> request(
      @PathParam("backup") UUID id, @NotNull @Valid Wanted wanted) {
    return restores
        .request(caller.organization(), new BackupId(id), wanted, caller.userName(), Cause.fresh())
        .map(view -> Responses.accepted("/restores/" + view.id(), view));
  }
}
