package io.homeport.deploy.domain;

import io.homeport.contracts.Digest;
import io.homeport.contracts.OrganizationId;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The TXT record by which DNS says which organization may have a name. That a name leads here says
 * nothing: names go on leading here that their holders forgot, and all organizations have one door.
 * The value is no secret; it says whom it is for, and only who rules the name's DNS can set it.
 *
 * @param record the name of the record, in ASCII
 * @param value its text
 */
@Schema(name = "DomainOwnership")
public record Ownership(
    @Schema(description = "The name of the TXT record.") String record,
    @Schema(description = "The text of the TXT record.") String value) {

  private static final int CHARACTERS = 32;

  public static Ownership of(OrganizationId organization, DomainName name) {
    String whom = organization + " " + name.text();
    String hash = Digest.of(whom.getBytes(StandardCharsets.UTF_8)).hex();
    return new Ownership(
        "_homeport." + name.text(), "homeport-domain=" + hash.substring(0, CHARACTERS));
  }

  /** As the object of "set". */
  String advice() {
    return "a TXT record %s with %s".formatted(record, value);
  }

  /**
   * Whether DNS says so. Waits.
   *
   * @throws Dns.Silent if nobody answers
   */
  boolean isIn(Dns dns) throws Dns.Silent {
    return dns.texts(record).contains(value);
  }
}
