package io.homeport.specs.spec;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.SpecId;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.contracts.events.SpecDrafted;
import io.homeport.contracts.events.SpecFailed;
import io.homeport.contracts.events.SpecRejected;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a spec is going through. Each state offers only its legal next steps. */
public sealed interface Spec {

  /** Who approves where no person does. */
  String POLICY = "policy";

  Origin origin();

  /**
   * What a spec is written from; never changes.
   *
   * @param version its number within the app, from 1
   * @param snapshot digest of the source tree
   * @param archive the object that holds that tree
   */
  record Origin(
      SpecId id,
      AppId app,
      String appName,
      ImportId importId,
      int version,
      Builder builder,
      Digest snapshot,
      Digest archive) {}

  /**
   * What a draft consists of.
   *
   * @param document the object that holds the canonical JSON
   */
  record Draft(Digest document, int errors, int warnings, int notes, int openQuestions) {

    int findings() {
      return errors + warnings + notes;
    }
  }

  /** Waits for, or is in, the hands of a worker. */
  record Drafting(Origin origin) implements Spec {

    Drafted drafted(Draft draft, Instant now) {
      return new Drafted(origin, draft, now, null);
    }

    Failed failed(Failure why, Instant now) {
      return new Failed(origin, why, now);
    }
  }

  /**
   * Waits for a decision.
   *
   * @param policyNote why the app's policy left it to a person; null if it has none
   */
  record Drafted(Origin origin, Draft draft, Instant at, @Nullable String policyNote)
      implements Spec {

    Drafted leftToPerson(String why) {
      return new Drafted(origin, draft, at, why);
    }

    Approved approve(String by, Instant now) {
      return new Approved(origin, draft, by, now, policyNote);
    }

    /** Approves it without a person. */
    Approved approveByPolicy(String compared, Instant now) {
      return new Approved(origin, draft, POLICY, now, compared);
    }

    Rejected reject(String by, String reason, Instant now) {
      return new Rejected(origin, draft, by, reason, now);
    }

    SpecDrafted event() {
      return new SpecDrafted(
          origin.app(),
          origin.id(),
          origin.version(),
          origin.appName(),
          origin.snapshot(),
          origin.archive(),
          draft.document(),
          draft.findings(),
          at,
          Optional.of(origin.importId()));
    }
  }

  /**
   * May be deployed.
   *
   * @param policyNote what the app's policy compared; null if it has none
   */
  record Approved(Origin origin, Draft draft, String by, Instant at, @Nullable String policyNote)
      implements Spec {

    SpecApproved event() {
      return new SpecApproved(
          origin.app(),
          origin.id(),
          origin.version(),
          origin.appName(),
          origin.snapshot(),
          origin.archive(),
          draft.document(),
          by,
          at,
          Optional.of(origin.importId()));
    }
  }

  /** May not be deployed. */
  record Rejected(Origin origin, Draft draft, String by, String reason, Instant at)
      implements Spec {

    SpecRejected event() {
      return new SpecRejected(
          origin.app(), origin.id(), origin.version(), origin.appName(), by, reason, at);
    }
  }

  /** Could not be written. */
  record Failed(Origin origin, Failure why, Instant at) implements Spec {

    SpecFailed event() {
      return new SpecFailed(origin.app(), origin.id(), origin.version(), origin.appName(), why, at);
    }
  }
}
