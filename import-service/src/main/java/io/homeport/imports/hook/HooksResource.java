package io.homeport.imports.hook;

import io.homeport.api.Problems;
import io.homeport.messaging.Transactions;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Where forges send to. Nobody signs in here: the secret of the hook proves who sends. */
@Path("/hooks/{app}/{hook}")
@Tag(name = "hooks")
public class HooksResource {

  static final int MOST_BODY_BYTES = 2 << 20;
  private static final int MOST_PER_MINUTE = 60;

  private final Hooks hooks;
  private final Transactions transactions;
  private final Rate rate;

  @Inject
  HooksResource(Hooks hooks, Transactions transactions, Clock clock) {
    this.hooks = hooks;
    this.transactions = transactions;
    this.rate = new Rate(MOST_PER_MINUTE, clock);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @PermitAll
  @Blocking
  @Operation(summary = "Tell of a push, signed as GitHub, GitLab or Gitea do; no login")
  @RequestBody(content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
  @APIResponse(responseCode = "202", description = "An import was started")
  @APIResponse(responseCode = "200", description = "There was nothing to do, and why")
  public RestResponse<Delivery.Outcome> deliver(
      @PathParam("app") UUID app,
      @PathParam("hook") UUID hook,
      @Context HttpHeaders headers,
      InputStream body)
      throws IOException {
    if (!rate.admits(hook)) {
      throw Problems.tooMany(
          "The hook %s was asked more than %d times in this minute."
              .formatted(hook, MOST_PER_MINUTE),
          "Send it again in a minute.");
    }
    byte[] content = body.readNBytes(MOST_BODY_BYTES + 1);
    if (content.length > MOST_BODY_BYTES) {
      throw Problems.tooLarge(
          "A delivery may have %,d bytes.".formatted(MOST_BODY_BYTES),
          "Push fewer commits at once, or import by hand.");
    }
    Delivery delivery =
        new Delivery(
            app, hook, content, name -> Optional.ofNullable(headers.getHeaderString(name)));
    Delivery.Outcome outcome = transactions.await(() -> hooks.take(delivery));
    return RestResponse.status(
        outcome.importId() == null ? RestResponse.Status.OK : RestResponse.Status.ACCEPTED,
        outcome);
  }
}
