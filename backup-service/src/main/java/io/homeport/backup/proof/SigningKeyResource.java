package io.homeport.backup.proof;

import io.homeport.backup.keys.SigningKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The key that reports are checked with. */
@Path("/backups/signing-key")
@Tag(name = "backups")
public class SigningKeyResource {

  @Inject SigningKeys keys;

  /**
   * A public key.
   *
   * @param id as reports name it
   * @param pem as openssl reads it
   */
  public record View(String id, String algorithm, String pem) {}

  @GET
  @RolesAllowed({"owner", "developer", "viewer", "operator"})
  @Operation(summary = "The public key with which this installation signs reports of backups")
  public Uni<View> get() {
    return keys.published().map(key -> new View(key.id(), SigningKey.ALGORITHM, key.pem()));
  }
}
