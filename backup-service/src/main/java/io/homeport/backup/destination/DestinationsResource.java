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
    OrganizationId organization = caller.organization();
    Map<String, Map<String, Long>> counts =
        transactions.await(() -> transactions.inOrganization(organization, copies::counts));
    Map<Configured, Separation> separations = places.separations();
    boolean operator = identity.hasRole("operator");
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
