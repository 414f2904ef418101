package io.homeport.backup.drill;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.keys.SigningKey;
import io.homeport.contracts.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A signed report, as it is stored beside its backup and checked without Homeport.
 *
 * @param signed the {@link Statement} as JSON; its UTF-8 bytes, exactly as they stand, are what was
 *     signed
 * @param signature base64, over those bytes
 * @param algorithm {@code Ed25519}
 * @param key which key it takes to check it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Proof(String signed, String signature, String algorithm, String key) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Signs what a report claims. */
  public static Proof of(Report report, Manifest manifest, Digest storedManifest, SigningKey key) {
    String signed = Statement.of(report, manifest, storedManifest).json();
    return new Proof(
        signed,
        Base64.getEncoder().encodeToString(key.sign(signed.getBytes(StandardCharsets.UTF_8))),
        SigningKey.ALGORITHM,
        key.publicPart().id());
  }

  /** As it is stored. */
  public String json() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a proof is always writable", e);
    }
  }

  /** What {@link #json} wrote. */
  public static Proof read(String json) {
    try {
      return MAPPER.readValue(json, Proof.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("only proofs are recorded as proofs", e);
    }
  }

  static final String NONE = "This report is not signed: it is older than signatures are.\n";

  String markdown() {
    return """
    Signed (%s) by this installation's key `%s`: backup, archive, manifest, verdict and times cannot be changed \
    unnoticed. Check it without any server: `homeport backup verify-report FILE --key KEY_FILE`, or with openssl as \
    docs/operations/backup-format.md shows.

    `%s`
    """
        .formatted(algorithm, key, signature);
  }
}
