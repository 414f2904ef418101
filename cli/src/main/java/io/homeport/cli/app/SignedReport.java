package io.homeport.cli.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.homeport.cli.CommandFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * A report of a backup with its signature. Only what was signed is believed; what else the file
 * says is not read.
 *
 * @param statement what was signed
 */
record SignedReport(JsonNode statement) {

  private static final String TYPE = "io.homeport.backup.report.v1";
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Where the signed part is in what commands and the API tell. */
  private static final List<String> PLACES = List.of("", "/proof", "/report/proof");

  /**
   * Reads and checks one.
   *
   * @throws CommandFailed if it is none, or not signed by that key
   */
  static SignedReport check(Path file, Path keyFile) {
    JsonNode proof = proof(file);
    String signed = proof.path("signed").asText();
    if (!isGenuine(signed, proof.path("signature").asText(), key(keyFile))) {
      throw CommandFailed.failed(
          "The signature of %s is not that of %s.".formatted(file, keyFile),
          "Believe nothing in it. The report names the key %s; compare it with that of: homeport backup signing-key"
              .formatted(proof.path("key").asText("(none)")));
    }
    JsonNode statement = parse(signed, file);
    if (!statement.path("type").asText().equals(TYPE)) {
      throw notAReport(file);
    }
    return new SignedReport(statement);
  }

  boolean isEqual() {
    return statement.path("equal").asBoolean();
  }

  String text(String field) {
    return statement.path(field).asText();
  }

  long number(String field) {
    return statement.path(field).asLong();
  }

  private static JsonNode proof(Path file) {
    JsonNode whole = parse(read(file), file);
    return PLACES.stream()
        .map(whole::at)
        .filter(each -> each.path("signed").isTextual() && each.path("signature").isTextual())
        .findFirst()
        .orElseThrow(() -> notAReport(file));
  }

  private static boolean isGenuine(String signed, String signature, PublicKey key) {
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(signed.getBytes(StandardCharsets.UTF_8));
      return check.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static PublicKey key(Path file) {
    try {
      String base64 = read(file).replaceAll("-----[A-Z ]+-----|\\s", "");
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw CommandFailed.usage(
          file + " holds no public key of Ed25519.",
          "Take what this prints: homeport backup signing-key");
    }
  }

  private static JsonNode parse(String json, Path file) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw notAReport(file);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw CommandFailed.usage(
          file + " cannot be read as text.", "Check the name and who may read it.");
    }
  }

  private static CommandFailed notAReport(Path file) {
    return CommandFailed.failed(
        file + " is no signed report of a backup.",
        "Take what this prints: homeport backup report BACKUP");
  }
}
