package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import java.time.Instant;
import java.util.Optional;

/** How the door answers for a customer's own domain. Keys are in sealed objects, never in here. */
@EventType(
    name = "domain.changed",
    topic = Topic.DOMAINS,
    about = "The door answers for a customer's own domain in another way from now on.")
public record DomainChanged(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("Whose app it is.") OrganizationId organization,
    @JsonPropertyDescription("The environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The domain in ASCII and lower case; the Kafka key.") String name,
    @JsonPropertyDescription("The environment's own host, whose route answers.") String host,
    @JsonPropertyDescription(
            "The object with the certificate and its key as PEM, sealed under the door's key as"
                + " certificate of NAME; absent until the domain is proven: it is not served before.")
        Optional<Digest> certificate,
    @JsonPropertyDescription(
            "For how many seconds browsers are to come by https only; 0 for no word of it.")
        long hstsSeconds,
    @JsonPropertyDescription(
            "The token that a certificate authority asks for; absent if none does.")
        Optional<String> challengeToken,
    @JsonPropertyDescription("What is answered to it, for everybody to see.")
        Optional<String> challengeAnswer,
    @JsonPropertyDescription(
            "The object with the certificate that answers a challenge in the handshake (acme-tls/1),"
                + " sealed like the other.")
        Optional<Digest> challengeCertificate,
    @JsonPropertyDescription("When.") Instant changedAt)
    implements DomainEvent {

  @Override
  public String key() {
    return name;
  }
}
