package io.homeport.specs.spec;

import io.homeport.api.Etag;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.SpecId;
import io.homeport.messaging.Transactions;
import io.homeport.objects.ObjectCorrupt;
import io.homeport.objects.ObjectMissing;
import io.homeport.specs.change.Approval;
import io.homeport.specs.document.SpecDocument;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Which apps' specs may be approved without a person, and whether one is. */
@ApplicationScoped
public class ApprovalPolicies {

  /** A policy and the revision of it that was read; 0 for one that was never set. */
  record Versioned(ApprovalPolicyView policy, Etag etag) {

    static Versioned of(@Nullable ApprovalPolicyRow row) {
      return new Versioned(ApprovalPolicyView.of(row), new Etag(row == null ? 0 : row.revision));
    }
  }

  /**
   * What the policy says of a draft.
   *
   * @param comparedWith the approved spec that it rests on; null where there was none
   */
  record Judged(Approval approval, @Nullable SpecId comparedWith) {}

  @Inject Transactions transactions;
  @Inject Documents documents;
  @Inject Clock clock;

  Uni<Versioned> get(OrganizationId organization, AppId app) {
    return transactions.inOrganization(
        organization, () -> known(app).chain(() -> find(app)).map(Versioned::of));
  }

  Uni<Versioned> put(
      OrganizationId organization, AppId app, boolean approveUnchanged, Specs.Decider by) {
    return transactions.inOrganization(
        organization,
        () ->
            known(app)
                .chain(() -> find(app))
                .chain(found -> {
                  Versioned.of(found).etag().require(by.ifMatch(), "approval policy");
                  var row = found == null ? new ApprovalPolicyRow() : found;
                  row.appId = app.value();
                  row.organizationId = organization.value();
                  row.approveUnchanged = approveUnchanged;
                  row.revision++;
                  row.changedBy = by.user();
                  row.changedAt = clock.instant();
                  return row.<ApprovalPolicyRow>persist();
                })
                .map(Versioned::of));
  }

  /** What the app's policy says of a draft; null if it is off. Blocks: it reads documents. */
  @Nullable Judged judge(OrganizationId organization, Spec.Drafted drafted, SpecDocument document)
      throws IOException {
    var app = drafted.origin().app();
    if (!transactions.await(() -> transactions.inOrganization(organization, () -> isOn(app)))) {
      return null;
    }
    var last =
        transactions.await(
            () -> transactions.inOrganization(organization, () -> Specs.lastApproved(app)));
    if (last == null) {
      return left("There is no approved version to compare with: left to a person.");
    }
    if (last.version > drafted.origin().version()) {
      return left("Version %d is approved and newer: left to a person.".formatted(last.version));
    }
    try {
      var approved = documents.read(Specs.draft(last.spec()));
      return new Judged(Approval.of(approved, last.version, document), new SpecId(last.id));
    } catch (ObjectMissing | ObjectCorrupt lost) {
      // The new version can be read by a person all the same.
      Log.warnf(lost, "Version %d of app %s cannot be compared with", last.version, app);
      return left("Version %d cannot be read: left to a person.".formatted(last.version));
    }
  }

  /** Whether a judgement still rests on what is so; in the transaction that acts on it. */
  Uni<Boolean> stillHolds(Spec.Drafted drafted, Judged judged) {
    var app = drafted.origin().app();
    return isOn(app)
        .chain(on ->
            Specs.lastApproved(app)
                .map(last ->
                    on && last != null && new SpecId(last.id).equals(judged.comparedWith())));
  }

  private static Judged left(String why) {
    return new Judged(new Approval.Left(why), null);
  }

  private static Uni<Boolean> isOn(AppId app) {
    return find(app).map(row -> row != null && row.approveUnchanged);
  }

  private static Uni<@Nullable ApprovalPolicyRow> find(AppId app) {
    return ApprovalPolicyRow.findById(app.value());
  }

  /** Apps are known by their specs. */
  private static Uni<Void> known(AppId app) {
    return SpecRow.count("appId", app.value())
        .invoke(count -> {
          if (count == 0) {
            throw Problems.notFound("spec of the app", app);
          }
        })
        .replaceWithVoid();
  }
}
