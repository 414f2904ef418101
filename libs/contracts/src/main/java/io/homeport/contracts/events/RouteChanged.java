package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Requests for a host are answered by another release from now on. */
@EventType(
    name = "route.changed",
    topic = Topic.ROUTES,
    about = "Requests for a host are answered by another release from now on.")
public record RouteChanged(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("Whose app it is.") OrganizationId organization,
    @JsonPropertyDescription("The environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The host without port; the Kafka key.") String host,
    @JsonPropertyDescription("The release that answers.") ReleaseId releaseId,
    @JsonPropertyDescription("Its number within the app.") int releaseNumber,
    @JsonPropertyDescription("The deployment that switched to it.") DeploymentId deploymentId,
    @JsonPropertyDescription("The object that lists the published files: a site manifest.")
        Digest site,
    @JsonPropertyDescription("Where requests for the backend go; absent for a static app.")
        Optional<URI> backend,
    @JsonPropertyDescription("When.") Instant changedAt,
    @JsonPropertyDescription(
            "The largest body of a request to the backend, in bytes; 0 for the installation's usual.")
        long maxBodyBytes)
    implements RouteEvent {

  @Override
  public String key() {
    return host;
  }
}
