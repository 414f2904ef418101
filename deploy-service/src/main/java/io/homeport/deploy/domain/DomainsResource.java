package io.homeport.deploy.domain;

import io.homeport.api.Caller;
import io.homeport.api.Problems;
import io.homeport.contracts.EnvironmentId;
import io.homeport.deploy.DeployConfig;
import io.homeport.processes.CertifiedKey;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Customers' own domains over HTTP. */
@Path("/")
@Tag(name = "domains")
@Blocking
public class DomainsResource {

  private static final long MOST_HSTS_SECONDS = 63_072_000;

  /** What a new domain needs. */
  public record NewDomain(
      @NotNull @Schema(description = "A whole host name.", examples = "shop.example.org")
          String name,
      @Schema(
              description =
                  "For how many seconds browsers are to come by https only, at most two years; 0 for not. A week if absent.")
          @Nullable Long hstsSeconds) {}

  /** A certificate that the owner brings. */
  public record GivenCertificate(
      @NotNull
          @Schema(
              description =
                  "PEM: the private key in PKCS #8 and the certificate with its chain. It is never shown again.")
          String pem) {

    @Override
    public String toString() {
      return "GivenCertificate[***]";
    }
  }

  /** All domains of an environment. */
  @Schema(name = "Domains")
  record All(List<DomainView> items) {}

  @Inject Domains domains;
  @Inject DeployConfig config;
  @Inject Caller caller;

  @POST
  @Path("environments/{environment}/domains")
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Add a domain to an environment; its certificate comes in the background")
  @APIResponse(responseCode = "202", description = "Accepted; look at Location")
  public RestResponse<DomainView> add(
      @PathParam("environment") UUID environment, @NotNull NewDomain wanted) {
    long hsts =
        wanted.hstsSeconds() == null ? config.domains().hsts().toSeconds() : wanted.hstsSeconds();
    if (hsts < 0 || hsts > MOST_HSTS_SECONDS) {
      throw Problems.invalid("hstsSeconds", "must be from 0 to " + MOST_HSTS_SECONDS);
    }
    DomainView added =
        domains.add(
            caller.organization(),
            new EnvironmentId(environment),
            name(wanted.name()),
            hsts,
            caller.userName());
    return RestResponse.ResponseBuilder.<DomainView>create(RestResponse.Status.ACCEPTED)
        .location(URI.create("/api/v1/domains/" + added.id()))
        .entity(added)
        .build();
  }

  private DomainName name(@Nullable String written) {
    try {
      return DomainName.parse(written, domains.settings().platform());
    } catch (DomainName.Refused e) {
      throw Problems.invalid("name", String.valueOf(e.getMessage()));
    }
  }

  @GET
  @Path("environments/{environment}/domains")
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "An environment's domains, by name")
  public All list(@PathParam("environment") UUID environment) {
    return new All(domains.list(caller.organization(), new EnvironmentId(environment)));
  }

  @GET
  @Path("domains/{domain}")
  @RolesAllowed({"owner", "developer", "viewer"})
  @Operation(summary = "One domain, and what is to be done next")
  public DomainView get(@PathParam("domain") UUID domain) {
    return domains.get(caller.organization(), domain);
  }

  @PUT
  @Path("domains/{domain}/certificate")
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Have a domain use a certificate of your own")
  public DomainView useOwn(@PathParam("domain") UUID domain, @NotNull GivenCertificate given) {
    domains.get(caller.organization(), domain);
    if (given.pem() == null) {
      throw Problems.invalid("pem", "must be the key and the certificates in PEM");
    }
    CertifiedKey read;
    try {
      read = CertifiedKey.read(given.pem().getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw Problems.invalid("pem", "cannot be used: " + e.getMessage());
    }
    return domains.useOwn(caller.organization(), domain, read);
  }

  @DELETE
  @Path("domains/{domain}")
  @RolesAllowed({"owner", "developer"})
  @Operation(summary = "Remove a domain; it is answered no more")
  @APIResponse(responseCode = "204", description = "Removed")
  public RestResponse<Void> remove(@PathParam("domain") UUID domain) {
    domains.remove(caller.organization(), domain);
    return RestResponse.noContent();
  }
}
