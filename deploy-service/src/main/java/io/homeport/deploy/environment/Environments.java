package io.homeport.deploy.environment;

import io.homeport.api.Cursor;
import io.homeport.api.Etag;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.api.secrets.KeptSecrets;
import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.EnvironmentReady;
import io.homeport.contracts.events.EnvironmentRemoved;
import io.homeport.contracts.events.Topic;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.approvedspec.AppRow;
import io.homeport.deploy.approvedspec.ApprovedSpecs;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.WorkQueue;
import io.homeport.processes.SecretBox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Environments, as they are loaded, decided and saved. */
@ApplicationScoped
public class Environments implements KeptSecrets {

  private final Addresses addresses;

  @Inject SecretBox secrets;
  @Inject Transactions transactions;
  @Inject ApprovedSpecs specs;
  @Inject WorkQueue work;
  @Inject Outbox outbox;
  @Inject Clock clock;
  @Inject BackendStates backends;
  @Inject EnvironmentRecords records;
  @Inject ServedRoutes routes;

  @Inject
  Environments(DeployConfig config) {
    addresses = new Addresses(config.appsDomain());
  }

  @Override
  public String secrets() {
    return "keys of environments";
  }

  @Override
  public Uni<List<Kept>> locked() {
    return EnvironmentRow.<EnvironmentRow>findAll()
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .map(rows ->
            rows.stream()
                .map(row -> new Kept(row.id.toString(), row.keys, sealed -> row.keys = sealed))
                .toList());
  }

  /** An environment and its entity tag. */
  record Tagged(EnvironmentView view, Etag tag) {}

  /**
   * Records an environment and that its database is to be made.
   *
   * @throws io.homeport.api.ProblemException 404 if the organization has no such app; 409 if it has
   *     an environment of this name
   */
  Uni<Tagged> add(OrganizationId organization, AppId app, DnsLabel name, String by, Cause cause) {
    EnvironmentId id = EnvironmentId.next();
    return transactions
        .inOrganization(organization, () -> requireFree(app, name))
        .chain(found -> freeHost(found.name, name, id))
        .chain(host ->
            transactions.inOrganization(
                organization, () -> insert(organization, app, name, id, host, by, cause)));
  }

  private static Uni<AppRow> requireFree(AppId app, DnsLabel name) {
    return AppRow.<AppRow>findById(app.value())
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("app", app))
        .call(() ->
            EnvironmentRow.count(
                    "appId = ?1 and name = ?2 and state <> ?3",
                    app.value(),
                    name.text(),
                    EnvironmentRow.REMOVED)
                .invoke(count -> {
                  if (count > 0) {
                    throw Problems.conflict(
                        "environment-exists",
                        "The app has an environment named %s.".formatted(name),
                        "Deploy into that one, or choose another name.");
                  }
                }));
  }

  /**
   * What a preview is of.
   *
   * @param source the environment that its database is to be a copy of
   */
  public record NewPreview(
      DnsLabel name, String branch, EnvironmentId source, Instant expiresAt, String by) {}

  /** In the current transaction: records a preview, and that its database is to be made. */
  public Uni<EnvironmentRow> addPreview(
      OrganizationId organization, AppRow app, NewPreview preview, Cause cause) {
    EnvironmentId id = EnvironmentId.next();
    return freeHost(app.name, preview.name(), id)
        .chain(host -> {
          EnvironmentRow row = newRow(organization, app, preview.name(), id, host, preview.by());
          row.previewBranch = preview.branch();
          row.previewOf = preview.source().value();
          row.expiresAt = preview.expiresAt();
          return provisioned(organization, row, cause);
        });
  }

  /** Hosts are shared by all organizations; the first that asks gets the plain one. */
  private Uni<String> freeHost(String app, DnsLabel name, EnvironmentId id) {
    String plain = addresses.host(app, name);
    return transactions
        .acrossOrganizations(connection ->
            connection
                .preparedQuery("select 1 from environment where host = $1 and state <> 'removed'")
                .execute(Tuple.of(plain)))
        .map(rows -> rows.size() == 0 ? plain : addresses.hostApart(app, name, id));
  }

  private Uni<Tagged> insert(
      OrganizationId organization,
      AppId app,
      DnsLabel name,
      EnvironmentId id,
      String host,
      String by,
      Cause cause) {
    return specs
        .requiredApp(app)
        .chain(found ->
            provisioned(organization, newRow(organization, found, name, id, host, by), cause))
        .map(this::tagged);
  }

  private EnvironmentRow newRow(
      OrganizationId organization,
      AppRow app,
      DnsLabel name,
      EnvironmentId id,
      String host,
      String by) {
    EnvironmentRow row = new EnvironmentRow();
    row.id = id.value();
    row.organizationId = organization.value();
    row.appId = app.id;
    row.appName = app.name;
    row.name = name.text();
    row.state = EnvironmentRow.PROVISIONING;
    row.host = host;
    row.databaseName = Addresses.database(id);
    row.ownerRole = Addresses.database(id);
    row.keys = secrets.seal(id.toString(), EnvironmentKeys.generate(clock.instant()).json());
    row.createdBy = by;
    row.createdAt = clock.instant();
    return row;
  }

  private Uni<EnvironmentRow> provisioned(
      OrganizationId organization, EnvironmentRow row, Cause cause) {
    return row.<EnvironmentRow>persistAndFlush()
        .call(saved ->
            work.enqueue(
                organization, ProvisioningWorker.KIND, saved.id, saved.id.toString(), cause));
  }

  Uni<Page<EnvironmentView>> list(
      OrganizationId organization, AppId app, Cursor cursor, int limit) {
    return transactions.inOrganization(
        organization,
        () ->
            specs
                .requiredApp(app)
                .chain(() ->
                    EnvironmentRow.<EnvironmentRow>find(
                            "appId = ?1 and state <> ?2 and id < ?3 order by id desc",
                            app.value(),
                            EnvironmentRow.REMOVED,
                            cursor.after())
                        .range(0, limit)
                        .list())
                .map(rows -> Page.of(rows, limit, row -> row.id, this::view)));
  }

  Uni<Tagged> get(OrganizationId organization, EnvironmentId id) {
    return transactions.inOrganization(organization, () -> required(id)).map(this::tagged);
  }

  /**
   * How an environment's app is to be run; null leaves what is there.
   *
   * @param sleepAfterMinutes how long its backend runs without a request; 0 for as long as it
   *     serves
   * @param maxBodyBytes the largest body of a request; 0 for the installation's usual
   */
  record Changes(@Nullable Integer sleepAfterMinutes, @Nullable Long maxBodyBytes) {}

  /**
   * Says how its app is to be run from now on.
   *
   * @throws io.homeport.api.ProblemException 404; 412 if it was changed since the caller read it
   */
  Uni<Tagged> change(
      OrganizationId organization,
      EnvironmentId id,
      Changes changes,
      @Nullable String ifMatch,
      Cause cause) {
    return transactions
        .inOrganization(
            organization,
            () ->
                required(id, LockModeType.PESSIMISTIC_WRITE)
                    .invoke(row -> {
                      new Etag(row.version).require(ifMatch, "environment");
                      row.sleepAfterMinutes =
                          Objects.requireNonNullElse(
                              changes.sleepAfterMinutes(), row.sleepAfterMinutes);
                      row.maxBodyBytes =
                          Objects.requireNonNullElse(changes.maxBodyBytes(), row.maxBodyBytes);
                      row.version++;
                    })
                    .call(row ->
                        changes.maxBodyBytes() == null || row.goesAway()
                            ? Uni.createFrom().voidItem()
                            : routes.announce(row, cause))
                    .call(() -> records.changed(organization, id, cause)))
        .map(this::tagged);
  }

  /**
   * Records that an environment is to be removed, with its database. From now on its host answers
   * nothing: what serves it is stopped only afterwards, so that nobody is sent to an address where
   * somebody else's app may listen next.
   *
   * @throws io.homeport.api.ProblemException 404; 412 if it was changed since the caller read it
   */
  Uni<EnvironmentView> remove(
      OrganizationId organization, EnvironmentId id, @Nullable String ifMatch, Cause cause) {
    return transactions.inOrganization(
        organization,
        () ->
            required(id, LockModeType.PESSIMISTIC_WRITE)
                .invoke(row -> new Etag(row.version).require(ifMatch, "environment"))
                .call(row -> remove(row, cause))
                .map(this::view));
  }

  /**
   * In the current transaction: the same. Does nothing where it is being removed already.
   *
   * @param row locked
   */
  public Uni<Void> remove(EnvironmentRow row, Cause cause) {
    if (row.goesAway()) {
      return Uni.createFrom().voidItem();
    }
    row.state = EnvironmentRow.REMOVING;
    OrganizationId organization = new OrganizationId(row.organizationId);
    return close(organization, row, cause)
        .chain(
            () -> work.enqueue(organization, RemovalWorker.KIND, row.id, row.id.toString(), cause));
  }

  /**
   * In the current transaction: the environment, unless it was removed.
   *
   * @throws io.homeport.api.ProblemException 404
   */
  public Uni<EnvironmentRow> required(EnvironmentId id) {
    return required(id, LockModeType.NONE);
  }

  /**
   * In the current transaction: the environment, locked, unless it was removed.
   *
   * @throws io.homeport.api.ProblemException 404
   */
  public Uni<EnvironmentRow> required(EnvironmentId id, LockModeType lock) {
    return EnvironmentRow.<EnvironmentRow>find(
            "id = ?1 and state <> ?2", id.value(), EnvironmentRow.REMOVED)
        .withLock(lock)
        .firstResult()
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("environment", id));
  }

  /**
   * In the current transaction: nothing serves the environment, and its host answers nothing.
   *
   * @param row locked, so that routes of one host are announced in order
   */
  public Uni<Void> close(OrganizationId organization, EnvironmentRow row, Cause cause) {
    row.currentReleaseId = null;
    row.version++;
    return outbox.tombstone(organization, new AppId(row.appId), Topic.ROUTES, row.host, cause);
  }

  /** In a worker's transaction: its database is there. */
  public Uni<Void> ready(OrganizationId organization, EnvironmentId id, Cause cause) {
    return required(id, LockModeType.PESSIMISTIC_WRITE)
        .chain(row -> {
          if (row.goesAway()) {
            return Uni.createFrom().voidItem();
          }
          row.state = EnvironmentRow.READY;
          row.readyAt = clock.instant();
          row.failure(null);
          row.version++;
          return announceReady(organization, row, cause)
              .chain(() -> records.changed(organization, id, cause));
        });
  }

  /** In the current transaction: says where the environment's data is. */
  public Uni<Void> announceReady(OrganizationId organization, EnvironmentRow row, Cause cause) {
    return outbox.publish(
        organization,
        new EnvironmentReady(
            new AppId(row.appId),
            new EnvironmentId(row.id),
            row.appName,
            row.name,
            row.databaseName,
            addresses.url(row.host),
            clock.instant(),
            row.isPreview()),
        cause);
  }

  /** In a worker's transaction: its database could not be made. */
  Uni<Void> failed(EnvironmentId id, Failure failure) {
    return required(id, LockModeType.PESSIMISTIC_WRITE)
        .invoke(row -> {
          row.state = EnvironmentRow.FAILED;
          row.failure(failure);
          row.version++;
        })
        .replaceWithVoid();
  }

  /** In a worker's transaction: it is gone, and its host is free for another environment. */
  Uni<Void> removed(OrganizationId organization, EnvironmentId id, Cause cause) {
    return required(id, LockModeType.PESSIMISTIC_WRITE)
        .chain(row -> {
          row.state = EnvironmentRow.REMOVED;
          return close(organization, row, cause)
              .chain(() ->
                  outbox.publish(
                      organization,
                      new EnvironmentRemoved(
                          new AppId(row.appId), id, row.appName, row.name, clock.instant()),
                      cause));
        });
  }

  /**
   * The environment with its secrets opened.
   *
   * @throws SecretBox.CannotOpen if the master key is another one
   */
  public Environment toEnvironment(EnvironmentRow row) {
    EnvironmentId id = new EnvironmentId(row.id);
    return new Environment(
        id,
        new OrganizationId(row.organizationId),
        new AppId(row.appId),
        row.appName,
        row.name,
        row.host,
        addresses.url(row.host),
        row.databaseName,
        row.ownerRole,
        EnvironmentKeys.read(secrets.open(id.toString(), row.keys)),
        row.currentReleaseId == null ? null : new ReleaseId(row.currentReleaseId),
        row.previousReleaseId == null ? null : new ReleaseId(row.previousReleaseId),
        row.previewOf == null ? null : new EnvironmentId(row.previewOf),
        row.warm().stream().map(ReleaseId::new).toList());
  }

  public URI url(String host) {
    return addresses.url(host);
  }

  private EnvironmentView view(EnvironmentRow row) {
    BackendView backend =
        row.currentReleaseId == null
            ? null
            : backends
                .of(new EnvironmentId(row.id), new ReleaseId(row.currentReleaseId))
                .orElse(null);
    return EnvironmentView.of(row, addresses.url(row.host), backend);
  }

  private Tagged tagged(EnvironmentRow row) {
    return new Tagged(view(row), new Etag(row.version));
  }
}
