package io.homeport.deploy.variable;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.api.Etag;
import io.homeport.api.ProblemException;
import io.homeport.api.Problems;
import io.homeport.api.secrets.KeptSecrets;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.Store;
import io.homeport.deploy.approvedspec.ApprovedSpecs;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentRecords;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.environment.Environments;
import io.homeport.deploy.environment.Recorded;
import io.homeport.deploy.environment.Tenants;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.homeport.processes.SecretBox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The variables of environments. Each change makes a new version; a release keeps the version it
 * was made with, so that rolling back brings its variables back too.
 */
@ApplicationScoped
public class EnvironmentVariables implements Tenants, Recorded, KeptSecrets {

  @Inject SecretBox secrets;
  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject EnvironmentRecords records;
  @Inject ApprovedSpecs specs;
  @Inject VaultSecrets vault;
  @Inject Store store;
  @Inject Clock clock;

  /** What is shown, and the entity tag of what people change. */
  record Tagged(VariablesView view, Etag tag) {}

  /**
   * @throws ProblemException 404
   */
  Tagged get(OrganizationId organization, EnvironmentId id) {
    var found = transactions.await(() -> transactions.inOrganization(organization, () -> look(id)));
    return tagged(found);
  }

  /**
   * Changes some variables, all or none.
   *
   * @param changes by name; null takes a variable away, which need not be there
   * @throws ProblemException 404; 412 if they were changed since the caller read them; 422 if there
   *     would be too many, or one refers to a Vault that is not there
   */
  Tagged change(
      OrganizationId organization,
      EnvironmentId id,
      Map<VariableName, @Nullable Variable> changes,
      @Nullable String ifMatch,
      String by) {
    var byName = new TreeMap<String, @Nullable Variable>();
    changes.forEach((name, variable) -> {
      if (variable != null) {
        vault.check(name, variable);
      }
      byName.put(name.text(), variable);
    });
    var changed =
        transactions.await(() ->
            transactions.inOrganization(
                organization,
                () ->
                    environments
                        .required(id, LockModeType.PESSIMISTIC_WRITE)
                        .invoke(EnvironmentVariables::requireStaying)
                        .chain(() -> look(id))
                        .invoke(now -> new Etag(now.version()).require(ifMatch, "variables"))
                        .chain(now -> add(organization, id, now, byName, by))));
    return tagged(changed);
  }

  private static void requireStaying(EnvironmentRow environment) {
    if (environment.goesAway()) {
      throw Problems.conflict(
          "environment-removing",
          "The environment %s is being removed.".formatted(environment.name),
          "Add another environment.");
    }
  }

  /** The variables of an environment as they stand, with the spec they are held against. */
  private record Situation(
      @Nullable VariableSetRow row, VariableSet set, Optional<Digest> document) {

    int version() {
      return row == null ? 0 : row.version;
    }
  }

  private Uni<Situation> look(EnvironmentId id) {
    return environments
        .required(id)
        .chain(environment ->
            latest(id)
                .chain(row ->
                    specs
                        .newestDocument(new AppId(environment.appId), environment.previewBranch)
                        .map(document -> new Situation(row, open(row), document))));
  }

  private static Uni<@Nullable VariableSetRow> latest(EnvironmentId id) {
    return VariableSetRow.<VariableSetRow>find(
            "environmentId = ?1 order by version desc", id.value())
        .firstResult();
  }

  private Uni<Situation> add(
      OrganizationId organization,
      EnvironmentId id,
      Situation now,
      Map<String, @Nullable Variable> changes,
      String by) {
    VariableSet set = now.set().with(changes);
    if (set.byName().size() > VariableSet.MOST) {
      throw Problems.unprocessable(
          "too-many-variables",
          "An environment has at most %d variables.".formatted(VariableSet.MOST),
          "Remove those that nothing reads.");
    }
    if (set.equals(now.set())) {
      return Uni.createFrom().item(now);
    }
    return save(organization, id, now.version() + 1, set, by)
        .map(saved -> new Situation(saved, set, now.document()));
  }

  private Uni<VariableSetRow> save(
      OrganizationId organization, EnvironmentId id, int version, VariableSet set, String by) {
    var row = new VariableSetRow();
    row.id = UUID.randomUUID();
    row.organizationId = organization.value();
    row.environmentId = id.value();
    row.version = version;
    row.variables = secrets.seal(owner(row), set.json());
    row.changedBy = by;
    row.changedAt = clock.instant();
    return row.<VariableSetRow>persistAndFlush()
        .call(() -> records.changed(organization, id, Cause.fresh()));
  }

  /** In the current transaction: a new environment begins with another's variables, secrets too. */
  public Uni<Void> copy(
      OrganizationId organization, EnvironmentId from, EnvironmentId to, String by) {
    return latest(from)
        .chain(row -> {
          VariableSet set = open(row);
          return set.byName().isEmpty()
              ? Uni.createFrom().voidItem()
              : save(organization, to, 1, set, by).replaceWithVoid();
        });
  }

  /** In the current transaction: the version that stands, which a new release takes. */
  public Uni<@Nullable UUID> current(EnvironmentId id) {
    return latest(id).map(row -> row == null || open(row).byName().isEmpty() ? null : row.id);
  }

  /**
   * What an app's programs on the server read.
   *
   * @param set a version; null for none
   * @throws io.homeport.messaging.work.FailedWork if a value is kept in Vault and cannot be read
   */
  public Map<String, String> values(OrganizationId organization, @Nullable UUID set) {
    return vault.resolved(organization, read(organization, set));
  }

  /**
   * What a build may see, since every visitor sees it later, by name.
   *
   * @param set a version; null for none
   */
  public SortedMap<String, String> publicValues(OrganizationId organization, @Nullable UUID set) {
    return read(organization, set).publicValues();
  }

  /**
   * What works only in part without variables that are not set, one line for each.
   *
   * @param set a version; null for none
   * @param document of the spec that says what is needed
   */
  public List<String> warnings(
      OrganizationId organization, @Nullable UUID set, Optional<Digest> document) {
    VariableSet variables = read(organization, set);
    return document
        .map(each -> NeededVariables.in(store.read(each)).missing(variables))
        .orElse(List.of())
        .stream()
        .map(each ->
            "The variable %s is not set; it is read by the app's %s."
                .formatted(each.name(), String.join(" and ", each.readBy())))
        .toList();
  }

  /**
   * Names of variables that the app cannot do without and that are not set.
   *
   * @param set a version; null for none
   * @param document of the spec that says what is required
   */
  public List<String> requiredAndUnset(
      OrganizationId organization, @Nullable UUID set, Optional<Digest> document) {
    VariableSet variables = read(organization, set);
    return document
        .map(each -> NeededVariables.in(store.read(each)).missing(variables))
        .orElse(List.of())
        .stream()
        .filter(NeededVariables.Needed::required)
        .map(NeededVariables.Needed::name)
        .toList();
  }

  /**
   * A version's variables without their values; empty if the version is gone with its environment.
   */
  public Optional<NamedVariables> named(OrganizationId organization, UUID set) {
    return transactions
        .await(() ->
            transactions.inOrganization(
                organization,
                () -> VariableSetRow.<VariableSetRow>findById(set).map(Optional::ofNullable)))
        .map(row ->
            new NamedVariables(
                new EnvironmentId(row.environmentId), row.version, open(row).named()));
  }

  private VariableSet read(OrganizationId organization, @Nullable UUID set) {
    return set == null
        ? VariableSet.empty()
        : transactions.await(() ->
            transactions.inOrganization(
                organization,
                () ->
                    VariableSetRow.<VariableSetRow>findById(set)
                        .onItem()
                        .ifNull()
                        .failWith(() -> Problems.notFound("version of variables", set))
                        .map(this::open)));
  }

  private VariableSet open(@Nullable VariableSetRow row) {
    return row == null
        ? VariableSet.empty()
        : VariableSet.read(secrets.open(owner(row), row.variables));
  }

  /** A sealed version cannot be read as another's. */
  private static String owner(VariableSetRow row) {
    return "variables of %s, version %d".formatted(row.environmentId, row.version);
  }

  private Tagged tagged(Situation situation) {
    NeededVariables needed =
        situation.document().map(each -> NeededVariables.in(store.read(each))).orElse(null);
    return new Tagged(
        VariablesView.of(situation.row(), situation.set(), needed), new Etag(situation.version()));
  }

  @Override
  public String secrets() {
    return "versions of variables";
  }

  @Override
  public Uni<List<Kept>> locked() {
    return VariableSetRow.<VariableSetRow>findAll()
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .map(rows ->
            rows.stream()
                .map(row -> new Kept(owner(row), row.variables, sealed -> row.variables = sealed))
                .toList());
  }

  @Override
  public String part() {
    return "variables";
  }

  /** The version that stands, and those of the releases that can be gone back to at once. */
  @Override
  public JsonNode record(Environment environment) {
    return RecordedVariables.of(
        transactions
            .await(() ->
                transactions.inOrganization(
                    environment.organization(), () -> recordedSets(environment)))
            .stream()
            .map(row -> new RecordedVariables(row, open(row)))
            .toList());
  }

  private static Uni<List<VariableSetRow>> recordedSets(Environment environment) {
    List<UUID> warm = environment.warm().stream().map(ReleaseId::value).toList();
    return VariableSetRow.<VariableSetRow>list(
        "environmentId = ?1 and (id in (select r.variableSetId from ReleaseRow r where r.id in ?2)"
            + " or version = (select max(v.version) from VariableSetRow v where v.environmentId = ?1))"
            + " order by version",
        environment.id().value(),
        warm);
  }

  @Override
  public void recover(Environment environment, JsonNode recorded) {
    for (RecordedVariables each : RecordedVariables.read(recorded)) {
      VariableSetRow row = each.row(environment.organization(), environment.id());
      row.variables = secrets.seal(owner(row), each.set().json());
      transactions.await(() ->
          transactions.inOrganization(
              environment.organization(),
              () ->
                  VariableSetRow.findById(row.id)
                      .chain(known ->
                          known == null
                              ? row.persistAndFlush().replaceWithVoid()
                              : Uni.createFrom().voidItem())));
    }
  }

  /** Secrets do not outlive their environment. */
  @Override
  public void evict(Environment environment) {
    transactions.await(() ->
        transactions.inOrganization(
            Objects.requireNonNull(environment.organization()),
            () -> VariableSetRow.delete("environmentId", environment.id().value())));
  }
}
