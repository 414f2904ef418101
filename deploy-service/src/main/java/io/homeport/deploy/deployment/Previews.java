package io.homeport.deploy.deployment;

import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.deploy.approvedspec.AppRow;
import io.homeport.deploy.approvedspec.ApprovedSpecs;
import io.homeport.deploy.approvedspec.ImportListener;
import io.homeport.deploy.approvedspec.SourceRow;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.environment.Environments;
import io.homeport.deploy.environment.Environments.NewPreview;
import io.homeport.deploy.variable.EnvironmentVariables;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Previews: environments of branches, as rules ask for them. They are made when a branch is
 * imported, and go away when it is closed, or was not pushed to for long.
 */
@ApplicationScoped
class Previews implements ImportListener {
  private static final String DUE =
      "select id, organization_id from environment"
          + " where expires_at <= $1 and state not in ('removing', 'removed')";

  @Inject Transactions transactions;
  @Inject ApprovedSpecs specs;
  @Inject Environments environments;
  @Inject EnvironmentVariables variables;
  @Inject Clock clock;

  /** A branch that a rule wants a preview of. */
  record Wanted(OrganizationId organization, AppId app, String branch, DeploymentRule rule) {

    PreviewRule preview() {
      PreviewRule preview = rule.preview();
      if (preview == null) {
        throw new IllegalArgumentException("the rule for " + rule.branch() + " has no previews");
      }
      return preview;
    }
  }

  @Override
  public Uni<Void> imported(OrganizationId organization, SourceRow source, Cause cause) {
    AppId app = new AppId(source.appId);
    return DeploymentRules.ruleFor(app, source.ref)
        .chain(rule -> {
          if (rule.isEmpty() || rule.get().preview() == null) {
            return Uni.createFrom().voidItem();
          }
          source.forPreview = true;
          return ensure(new Wanted(organization, app, source.ref, rule.get()), cause)
              .replaceWithVoid();
        });
  }

  @Override
  public Uni<Void> unchanged(AppId app, String branch) {
    return DeploymentRules.ruleFor(app, branch)
        .chain(rule ->
            of(app, branch)
                .invoke(row ->
                    rule.map(DeploymentRule::preview)
                        .filter(preview -> row != null)
                        .ifPresent(preview -> keepLonger(row, preview))))
        .replaceWithVoid();
  }

  @Override
  public Uni<Void> closed(AppId app, String branch, Cause cause) {
    return of(app, branch)
        .onItem()
        .ifNotNull()
        .transformToUni(row -> environments.remove(row, cause))
        .replaceWithVoid();
  }

  /**
   * In the current transaction: the branch's preview, which is made where it is missing.
   *
   * @return empty where the environment that it would be a copy of is missing, or must not be
   *     copied
   */
  Uni<Optional<EnvironmentRow>> ensure(Wanted wanted, Cause cause) {
    return specs
        .lockedApp(wanted.app())
        .chain(app ->
            DeploymentRules.environments(wanted.app())
                .chain(all -> ensure(wanted, app, all, cause)));
  }

  private Uni<Optional<EnvironmentRow>> ensure(
      Wanted wanted, AppRow app, List<EnvironmentRow> all, Cause cause) {
    Optional<EnvironmentRow> known =
        all.stream().filter(each -> wanted.branch().equals(each.previewBranch)).findFirst();
    if (known.isPresent()) {
      keepLonger(known.get(), wanted.preview());
      return Uni.createFrom().item(known);
    }
    Optional<EnvironmentRow> source =
        all.stream()
            .filter(each -> !each.isPreview() && each.name.equals(wanted.preview().from()))
            .findFirst();
    return source.isEmpty() || wanted.preview().copiesUnasked()
        ? Uni.createFrom().item(Optional.empty())
        : makeRoom(all, wanted.preview().most(), cause)
            .chain(() -> add(wanted, app, all, source.get(), cause))
            .map(Optional::of);
  }

  private Uni<EnvironmentRow> add(
      Wanted wanted, AppRow app, List<EnvironmentRow> all, EnvironmentRow source, Cause cause) {
    String by = "rule for " + wanted.rule().branch();
    var preview =
        new NewPreview(
            PreviewName.of(
                wanted.branch(), all.stream().map(each -> each.name).collect(Collectors.toSet())),
            wanted.branch(),
            new EnvironmentId(source.id),
            expiry(wanted.preview()),
            by);
    return environments
        .addPreview(wanted.organization(), app, preview, cause)
        .call(row ->
            // What opens production's accounts elsewhere is for no branch.
            source.name.equals(PreviewRule.PRODUCTION)
                ? Uni.createFrom().voidItem()
                : variables.copy(
                    wanted.organization(), preview.source(), new EnvironmentId(row.id), by));
  }

  /** Those make room that were pushed to longest ago. */
  private Uni<Void> makeRoom(List<EnvironmentRow> all, int most, Cause cause) {
    List<EnvironmentRow> previews =
        all.stream()
            .filter(EnvironmentRow::isPreview)
            .sorted(Comparator.comparing(each -> String.valueOf(each.expiresAt)))
            .toList();
    return Multi.createFrom()
        .iterable(previews.subList(0, Math.max(0, previews.size() - most + 1)))
        .onItem()
        .transformToUniAndConcatenate(
            each -> locked(each.id).chain(row -> environments.remove(row, cause)))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private void keepLonger(EnvironmentRow row, PreviewRule preview) {
    row.expiresAt = expiry(preview);
    row.version++;
  }

  private Instant expiry(PreviewRule preview) {
    return clock.instant().plus(Duration.ofDays(preview.days()));
  }

  /** Removes those whose time is over. */
  void removeExpired() {
    List<Row> due =
        transactions.await(() ->
            transactions.acrossOrganizations(connection ->
                connection
                    .preparedQuery(DUE)
                    .execute(Tuple.of(clock.instant().atOffset(ZoneOffset.UTC)))
                    .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())));
    for (Row each : due) {
      OrganizationId organization = new OrganizationId(each.getUUID("organization_id"));
      transactions.await(() ->
          transactions.inOrganization(
              organization, () -> locked(each.getUUID("id")).chain(this::removeIfExpired)));
    }
  }

  /** It may have been pushed to a moment ago. */
  private Uni<Void> removeIfExpired(EnvironmentRow row) {
    return row.expiresAt == null || row.expiresAt.isAfter(clock.instant())
        ? Uni.createFrom().voidItem()
        : environments.remove(row, Cause.fresh());
  }

  private static Uni<EnvironmentRow> locked(UUID id) {
    return EnvironmentRow.findById(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Locked. */
  private static Uni<@Nullable EnvironmentRow> of(AppId app, String branch) {
    return EnvironmentRow.<EnvironmentRow>find(
            "appId = ?1 and previewBranch = ?2 and state not in (?3, ?4)",
            app.value(),
            branch,
            EnvironmentRow.REMOVING,
            EnvironmentRow.REMOVED)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResult();
  }
}
