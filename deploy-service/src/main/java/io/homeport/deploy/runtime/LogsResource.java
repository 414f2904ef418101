package io.homeport.deploy.runtime;

import io.homeport.api.Caller;
import io.homeport.api.Problems;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.deploy.environment.Environments;
import io.homeport.deploy.target.Target;
import io.homeport.messaging.Transactions;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What apps write, over HTTP. */
@Path("/environments/{environment}/logs")
@Tag(name = "environments")
public class LogsResource {

  /** Lines of an environment's log, oldest first. */
  public record AppLog(List<AppLogLine> items) {}

  @Inject Environments environments;
  @Inject Transactions transactions;
  @Inject Target target;
  @Inject LogStreams streams;
  @Inject Caller caller;

  @GET
  @Blocking
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "The last lines that the app's backend and functions wrote")
  public AppLog logs(
      @PathParam("environment") UUID environment,
      @Parameter(description = "Only lines after this time, as 2026-11-21T08:00:00Z.")
          @QueryParam("since")
          @Nullable String since,
      @QueryParam("limit") @DefaultValue("500") @Min(1) @Max(5000) int limit) {
    OrganizationId organization = caller.organization();
    Instant after = since == null ? Instant.EPOCH : time(since);
    transactions.await(() ->
        transactions.inOrganization(
            organization, () -> environments.required(new EnvironmentId(environment))));
    return new AppLog(AppLogLine.latest(target.tail(environment, limit), after, limit));
  }

  @GET
  @Path("stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(
      summary =
          "Follow what the app's backend and functions write, as server-sent events, until you go")
  public Multi<OutboundSseEvent> follow(
      @PathParam("environment") UUID environment,
      @Parameter(description = "Only lines after this time; the id of an event is such a time.")
          @HeaderParam("Last-Event-ID")
          @Nullable String lastEventId,
      @Context Sse sse) {
    OrganizationId organization = caller.organization();
    Instant after = lastEventId == null ? Instant.EPOCH : time(lastEventId);
    transactions.await(() ->
        transactions.inOrganization(
            organization, () -> environments.required(new EnvironmentId(environment))));
    return streams.of(organization, target.follow(environment), after, sse);
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Problems.invalid("since", "must be a time such as 2026-11-21T08:00:00Z");
    }
  }
}
