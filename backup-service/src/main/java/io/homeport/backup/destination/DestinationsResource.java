package io.homeport.backup.destination;

import io.homeport.api.Caller;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Transactions;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where backups are kept, over HTTP. */
@Path("/backups/destinations")
@Tag(name = "backups")
public class DestinationsResource {

  @Inject Places places;
  @Inject Copies copies;
  @Inject Destinations destinations;
  @Inject Transactions transactions;
  @Inject SecurityIdentity identity;
  @Inject Caller caller;

  @GET
  @Blocking
  @RolesAllowed({"owner", "developer", "viewer", "operator"})
  @Operation(
      summary = "Where backups are kept, whether that is far enough away, and what is there",
      description = "Backups are stored to the first and copied to each other one.")
  public DestinationView.All get() {
    boolean operator = identity.hasRole("operator");
    Map<String, Map<String, Long>> counts =
        operator && !caller.isInAnOrganization() ? Map.of() : counts(caller.organization());
    Map<Configured, Separation> separations = places.separations();
    List<DestinationView> views =
        separations.entrySet().stream()
            .map(each ->
                view(
                    each.getKey(),
                    each.getValue(),
                    operator,
                    counts.getOrDefault(each.getKey().name(), Map.of())))
            .toList();
    return new DestinationView.All(views, Places.warnings(separations));
  }

  private Map<String, Map<String, Long>> counts(OrganizationId organization) {
    return transactions.await(() -> transactions.inOrganization(organization, copies::counts));
  }

  private DestinationView view(
      Configured each, Separation separation, boolean operator, Map<String, Long> copies) {
    return new DestinationView(
        each.name(),
        DestinationView.kind(each.location()),
        each.name().equals(destinations.first().name()),
        operator ? DestinationView.text(each.location()) : null,
        separation.code(),
        separation.text(),
        copies);
  }
}
