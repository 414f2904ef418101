package io.homeport.api;

import io.homeport.messaging.DeadLetter;
import io.homeport.messaging.DeadLetters;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** For operators: what a service's consumers could not take. */
@Path("/operations/{service}/dead-letters")
@RolesAllowed("operator")
@Tag(name = "operations")
public class DeadLettersResource {

  @Inject DeadLetters deadLetters;

  @GET
  @Operation(summary = "The dead letters that wait, oldest first")
  public Uni<List<DeadLetter>> list(@PathParam("service") String service) {
    return deadLetters.waiting();
  }

  @POST
  @Path("/{id}/replay")
  @Operation(summary = "Publish a dead letter again on its topic")
  public Uni<DeadLetter> replay(@PathParam("service") String service, @PathParam("id") UUID id) {
    return deadLetters
        .replay(id)
        .map(found -> found.orElseThrow(() -> Problems.notFound("dead letter", id)));
  }
}
