package io.homeport.deploy.domain;

import io.homeport.contracts.Failure;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code domain}. A row is gone once the domain is removed or its claim ran out. */
@Entity
@Table(name = "domain")
class DomainRow extends PanacheEntityBase {

  /** Something is missing before a certificate can be asked for; {@code failure} says what. */
  static final String WAITING = "waiting";

  static final String REQUESTING = "requesting";
  static final String ACTIVE = "active";

  /** Asking for a certificate came to nothing; {@code failure} says why. It is tried again. */
  static final String FAILED = "failed";

  @Id UUID id;

  @Column(name = "organization_id")
  UUID organizationId;

  @Column(name = "app_id")
  UUID appId;

  @Column(name = "environment_id")
  UUID environmentId;

  /** {@link DomainName}; one row for each name, whosever it is. */
  String name;

  String state;

  /** Whether the certificate is the customer's own, which is not renewed here. */
  @Column(name = "own_certificate")
  boolean ownCertificate;

  @Column(name = "hsts_seconds")
  long hstsSeconds;

  /** Until then nobody else can have the name. */
  @Column(name = "held_until")
  Instant heldUntil;

  /**
   * When DNS was seen to say that it is the organization's ({@link Ownership}); null until then.
   */
  @Column(name = "proven_at")
  @Nullable Instant provenAt;

  /** When it is looked at again; null while somebody does, or when there is nothing to do. */
  @Column(name = "next_at")
  @Nullable Instant nextAt;

  /** How often in a row it came to nothing. */
  int failures;

  /** The order under way at the certificate authority. */
  @Column(name = "order_url")
  @Nullable String orderUrl;

  /** The key that the order is for, sealed under the master key. */
  @Column(name = "order_key")
  byte @Nullable [] orderKey;

  @Column(name = "challenge_token")
  @Nullable String challengeToken;

  @Column(name = "challenge_answer")
  @Nullable String challengeAnswer;

  @Column(name = "challenge_certificate")
  @Nullable String challengeCertificate;

  /** The object with certificate and key, sealed under the door's key. */
  @Nullable String certificate;

  @Nullable String issuer;

  @Column(name = "not_before")
  @Nullable Instant notBefore;

  @Column(name = "not_after")
  @Nullable Instant notAfter;

  @Column(name = "renew_at")
  @Nullable Instant renewAt;

  @Column(name = "created_by")
  String createdBy;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "failure_actor")
  @Nullable String failureActor;

  @Column(name = "failure_what")
  @Nullable String failureWhat;

  @Column(name = "failure_remedy")
  @Nullable String failureRemedy;

  @Nullable Failure failure() {
    return failureActor == null || failureWhat == null || failureRemedy == null
        ? null
        : new Failure(Failure.Actor.valueOf(failureActor), failureWhat, failureRemedy);
  }

  void failure(@Nullable Failure failure) {
    failureActor = failure == null ? null : failure.actor().name();
    failureWhat = failure == null ? null : failure.what();
    failureRemedy = failure == null ? null : failure.remedy();
  }

  /** Nothing is asked of the authority any more. */
  void forgetOrder() {
    orderUrl = null;
    orderKey = null;
    challengeToken = null;
    challengeAnswer = null;
    challengeCertificate = null;
  }
}
