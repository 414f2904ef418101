package io.homeport.specs.spec;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.SpecId;
import io.homeport.specs.spec.Spec.Draft;
import io.homeport.specs.spec.Spec.Origin;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code spec}. Only {@link #set} writes it, and only {@link #spec} reads states from it.
 */
@Entity
@Table(name = "spec")
public class SpecRow extends PanacheEntityBase {

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "app_id")
  public UUID appId;

  @Column(name = "app_name")
  public String appName;

  @Column(name = "import_id")
  public UUID importId;

  public int version;

  /** As {@link SpecState} writes it. */
  public String state;

  /** Grows with each change of state; the ETag. */
  public int revision;

  public String builder;
  public String snapshot;
  public String archive;

  @Column(name = "requested_at")
  public Instant requestedAt;

  @Column(name = "drafted_at")
  public @Nullable Instant draftedAt;

  public @Nullable String document;
  public @Nullable Integer errors;
  public @Nullable Integer warnings;
  public @Nullable Integer notes;

  @Column(name = "open_questions")
  public @Nullable Integer openQuestions;

  @Column(name = "decided_by")
  public @Nullable String decidedBy;

  @Column(name = "decided_at")
  public @Nullable Instant decidedAt;

  public @Nullable String reason;

  @Column(name = "policy_note")
  public @Nullable String policyNote;

  @Column(name = "failure_actor")
  public @Nullable String failureActor;

  @Column(name = "failure_what")
  public @Nullable String failureWhat;

  @Column(name = "failure_remedy")
  public @Nullable String failureRemedy;

  /** The spec as it stands. */
  Spec spec() {
    var origin = origin();
    return switch (SpecState.of(state)) {
      case DRAFTING -> new Spec.Drafting(origin);
      case DRAFTED ->
          new Spec.Drafted(origin, draft(), Objects.requireNonNull(draftedAt), policyNote);
      case APPROVED -> new Spec.Approved(origin, draft(), decider(), decided(), policyNote);
      case REJECTED ->
          new Spec.Rejected(origin, draft(), decider(), Objects.requireNonNull(reason), decided());
      case FAILED -> new Spec.Failed(origin, Objects.requireNonNull(failure()), decided());
    };
  }

  /** Takes over a new state. */
  void set(Spec spec) {
    revision++;
    switch (spec) {
      case Spec.Drafting drafting -> state = SpecState.DRAFTING.toString();
      case Spec.Drafted drafted -> {
        state = SpecState.DRAFTED.toString();
        draftedAt = drafted.at();
        document = drafted.draft().document().toString();
        errors = drafted.draft().errors();
        warnings = drafted.draft().warnings();
        notes = drafted.draft().notes();
        openQuestions = drafted.draft().openQuestions();
        policyNote = drafted.policyNote();
      }
      case Spec.Approved approved -> {
        decide(SpecState.APPROVED, approved.by(), approved.at());
        policyNote = approved.policyNote();
      }
      case Spec.Rejected rejected -> {
        decide(SpecState.REJECTED, rejected.by(), rejected.at());
        reason = rejected.reason();
      }
      case Spec.Failed failed -> {
        state = SpecState.FAILED.toString();
        decidedAt = failed.at();
        failureActor = failed.why().actor().name();
        failureWhat = failed.why().what();
        failureRemedy = failed.why().remedy();
      }
    }
  }

  @Nullable Failure failure() {
    return failureActor == null || failureWhat == null || failureRemedy == null
        ? null
        : new Failure(Failure.Actor.valueOf(failureActor), failureWhat, failureRemedy);
  }

  private void decide(SpecState decision, String by, Instant at) {
    state = decision.toString();
    decidedBy = by;
    decidedAt = at;
  }

  private Origin origin() {
    return new Origin(
        new SpecId(id),
        new AppId(appId),
        appName,
        new ImportId(importId),
        version,
        Builder.of(builder),
        Digest.parse(snapshot),
        Digest.parse(archive));
  }

  private Draft draft() {
    return new Draft(
        Digest.parse(Objects.requireNonNull(document)),
        Objects.requireNonNull(errors),
        Objects.requireNonNull(warnings),
        Objects.requireNonNull(notes),
        Objects.requireNonNull(openQuestions));
  }

  private String decider() {
    return Objects.requireNonNull(decidedBy);
  }

  private Instant decided() {
    return Objects.requireNonNull(decidedAt);
  }
}
