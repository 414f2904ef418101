package io.homeport.deploy.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A domain, as it is shown. */
@Schema(name = "Domain")
@JsonInclude(JsonInclude.Include.NON_NULL)
record DomainView(
    UUID id,
    EnvironmentId environment,
    @Schema(description = "In ASCII, as it is in DNS.") String name,
    @Schema(description = "As people write it.") String written,
    @Schema(description = "waiting, requesting, active or failed.") String state,
    @Schema(description = "What happens or is to be done next, in words.") String next,
    @Schema(description = "Why it is not active, or cannot be renewed.") @Nullable Failure failure,
    @Schema(description = "The record by which the name's DNS says that it is yours.")
        Ownership ownership,
    @Schema(description = "When that was seen; a certificate is asked for only then.")
        @Nullable Instant provenAt,
    @Schema(description = "The certificate that is served.") @Nullable Certificate certificate,
    @Schema(description = "For how many seconds browsers are to come by https only; 0 for not.")
        long hstsSeconds,
    @Schema(description = "Until then nobody else can have the name.") Instant heldUntil,
    @Schema(description = "When it is looked at again by itself.") @Nullable Instant nextAt,
    String createdBy,
    Instant createdAt) {

  /** A certificate that is served. */
  @Schema(name = "DomainCertificate")
  record Certificate(
      @Nullable String issuer,
      @Nullable Instant notBefore,
      @Nullable Instant notAfter,
      @Schema(description = "When it is renewed; absent for one that the owner brought.")
          @Nullable Instant renewAt,
      @Schema(description = "Whether the owner brought it.") boolean own) {}

  static DomainView of(DomainRow row, DomainSettings settings) {
    DomainName name = new DomainName(row.name);
    return new DomainView(
        row.id,
        new EnvironmentId(row.environmentId),
        row.name,
        name.inLetters(),
        row.state,
        next(row, name, settings),
        row.failure(),
        Ownership.of(new OrganizationId(row.organizationId), name),
        row.provenAt,
        row.certificate == null
            ? null
            : new Certificate(
                row.issuer,
                row.notBefore,
                row.notAfter,
                row.ownCertificate ? null : row.renewAt,
                row.ownCertificate),
        row.hstsSeconds,
        row.heldUntil,
        row.nextAt,
        row.createdBy,
        row.createdAt);
  }

  /** What DNS has to say yet. */
  static Optional<Ownership> missingProof(DomainRow row) {
    return row.provenAt == null
        ? Optional.of(
            Ownership.of(new OrganizationId(row.organizationId), new DomainName(row.name)))
        : Optional.empty();
  }

  private static String next(DomainRow row, DomainName name, DomainSettings settings) {
    Failure failure = row.failure();
    return switch (row.state) {
      case DomainRow.ACTIVE ->
          row.ownCertificate
              ? "Served by https until %s; bring a new certificate before.".formatted(row.notAfter)
              : "Served by https until %s; renewed by itself from %s."
                  .formatted(row.notAfter, row.renewAt);
      case DomainRow.REQUESTING ->
          row.provenAt == null
              ? settings.dnsAdvice(name, missingProof(row))
              : "A certificate is asked for; this takes about a minute.";
      default ->
          failure == null
              ? settings.dnsAdvice(name, missingProof(row))
              : failure.remedy()
                  + (row.nextAt == null ? "" : " It is tried again at %s.".formatted(row.nextAt));
    };
  }
}
