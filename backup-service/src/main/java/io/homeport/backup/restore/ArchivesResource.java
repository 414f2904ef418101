package io.homeport.backup.restore;

import io.homeport.api.Caller;
import io.homeport.api.Problems;
import io.homeport.backup.Trouble;
import io.homeport.backup.envelope.DamagedEnvelope;
import io.homeport.backup.envelope.Vault;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.RestoreId;
import io.homeport.messaging.Transactions;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What customers take away over HTTP. */
@Path("/backups/{backup}/archive")
@Tag(name = "restores")
public class ArchivesResource {

  private static final int CHECKED_AT_A_TIME = 2;

  @Inject RestoreRequests requests;
  @Inject Restores restores;
  @Inject Vault vault;
  @Inject Transactions transactions;
  @Inject Caller caller;

  /** Checking takes a whole processor; sending goes as slowly as whoever takes it. */
  private final Semaphore checking = new Semaphore(CHECKED_AT_A_TIME);

  @GET
  @Blocking
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @RolesAllowed("owner")
  @Operation(
      summary = "The archive, decrypted, as pg_restore takes it",
      description =
          "All of it is read and authenticated before the first byte is sent. Repr-Digest has its"
              + " SHA-256. Who took it is kept: GET /environments/{id}/restores.")
  @APIResponse(
      responseCode = "200",
      description = "What pg_dump --format=custom wrote",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  public RestResponse<StreamingOutput> get(@PathParam("backup") UUID id) {
    OrganizationId organization = caller.organization();
    String by = caller.userName();
    var subject = transactions.await(() -> requests.download(organization, new BackupId(id), by));
    PlainArchive archive = check(organization, subject);
    StreamingOutput body = out -> send(organization, subject, archive, out);
    return RestResponse.ResponseBuilder.ok(body, MediaType.APPLICATION_OCTET_STREAM)
        .header("Content-Length", archive.bytes())
        .header("Content-Disposition", "attachment; filename=\"" + name(subject) + "\"")
        .header("Repr-Digest", digest(archive))
        .header("Cache-Control", "no-store")
        .build();
  }

  private PlainArchive check(OrganizationId organization, Restores.Subject subject) {
    if (!checking.tryAcquire()) {
      var busy = Failure.retry("Other archives are being checked.", "Try again in a minute.");
      failed(organization, subject, busy);
      throw Problems.tooMany(busy.what(), busy.remedy());
    }
    try {
      return PlainArchive.check(vault, new BackupId(subject.backup().id), subject.manifest());
    } catch (DamagedEnvelope | ObjectCorrupt | ObjectMissing e) {
      throw refused(
          organization,
          subject,
          Failure.operator(
              String.valueOf(e.getMessage()), "Nothing was sent; try another backup."));
    } catch (Trouble trouble) {
      throw refused(organization, subject, trouble.failure());
    } catch (IOException e) {
      throw refused(
          organization,
          subject,
          Failure.operator(
              "The storage of backups cannot be read.", "Check HOMEPORT_OBJECTS, then try again."));
    } finally {
      checking.release();
    }
  }

  private RuntimeException refused(
      OrganizationId organization, Restores.Subject subject, Failure why) {
    failed(organization, subject, why);
    return Problems.conflict("backup-not-readable", why.what(), why.remedy());
  }

  private void send(
      OrganizationId organization, Restores.Subject subject, PlainArchive archive, OutputStream out)
      throws IOException {
    try {
      archive.writeTo(out);
      transactions.await(() ->
          transactions.inOrganization(
              organization,
              () ->
                  restores.completed(
                      new RestoreId(subject.row().id),
                      Map.of("bytes", archive.bytes(), "sha256", archive.digest().toString()))));
    } catch (IOException | RuntimeException e) {
      failed(
          organization, subject, Failure.retry("The download was broken off.", "Start it again."));
      throw e;
    }
  }

  private void failed(OrganizationId organization, Restores.Subject subject, Failure why) {
    transactions.await(() ->
        transactions.inOrganization(
            organization,
            () -> restores.failed(organization, new RestoreId(subject.row().id), why)));
  }

  /** Such as {@code workshops-production-20260301T030000Z.dump}. */
  private static String name(Restores.Subject subject) {
    String taken =
        String.valueOf(subject.backup().takenAt).replaceAll("\\.\\d+", "").replaceAll("[-:]", "");
    return "%s-%s-%s.dump"
        .formatted(plain(subject.environment().appName), plain(subject.environment().name), taken);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
  }

  /** As RFC 9530 has it. */
  private static String digest(PlainArchive archive) {
    byte[] raw = HexFormat.of().parseHex(archive.digest().hex());
    return "sha-256=:" + Base64.getEncoder().encodeToString(raw) + ":";
  }
}
