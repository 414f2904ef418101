package io.homeport.imports.credential;

import io.homeport.api.Problems;
import io.homeport.api.secrets.KeptSecrets;
import io.homeport.contracts.AppId;
import io.homeport.contracts.OrganizationId;
import io.homeport.imports.ImportsConfig;
import io.homeport.imports.app.App;
import io.homeport.imports.app.Apps;
import io.homeport.imports.git.DeployKey;
import io.homeport.imports.git.DeployKeyMaker;
import io.homeport.imports.git.KeyFolder;
import io.homeport.messaging.Transactions;
import io.homeport.processes.SecretBox;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The deploy keys of apps for private repositories over ssh: the public half is shown, the private
 * one is used and never shown. An app has one, since hosts of repositories take a deploy key for
 * one repository only.
 */
@ApplicationScoped
public class DeployKeys implements KeptSecrets {

  private static final int BEFORE_WORK_BEGINS = 100;
  private static final String ADD =
      """
      insert into deploy_key (app_id, organization_id, public_key, private_key, created_by, created_at)
      values (:app, :organization, :public, :private, :by, :now)
      on conflict do nothing
      """;

  /**
   * A deploy key as the API shows it: without the private key.
   *
   * @param publicKey one line, to be added to the repository
   * @param fingerprint by which hosts of repositories list it
   */
  public record View(
      AppId app, String publicKey, String fingerprint, String createdBy, Instant createdAt) {
    private static View of(DeployKeyRow row) {
      return new View(
          new AppId(row.appId),
          row.publicKey,
          DeployKey.fingerprint(row.publicKey),
          row.createdBy,
          row.createdAt);
    }
  }

  private final Transactions transactions;
  private final Apps apps;
  private final Clock clock;
  private final SecretBox secrets;
  private final Path keys;

  @Inject
  DeployKeys(
      Transactions transactions, Apps apps, Clock clock, ImportsConfig config, SecretBox secrets) {
    this.transactions = transactions;
    this.apps = apps;
    this.clock = clock;
    this.secrets = secrets;
    this.keys = folder(config);
  }

  /** Where private keys are while they are used. */
  public static Path folder(ImportsConfig config) {
    return config.data().resolve("keys");
  }

  /** A service that was killed may have left one there. */
  void sweep(@Observes @Priority(BEFORE_WORK_BEGINS) StartupEvent event) throws IOException {
    KeyFolder.sweep(keys);
  }

  /**
   * The app's key, made if there is none. For threads that may block.
   *
   * @throws io.homeport.api.ProblemException 404 if the organization has no such app
   */
  View make(OrganizationId organization, AppId id, String by) {
    App app = transactions.await(() -> apps.get(organization, id));
    DeployKeyRow there = transactions.await(() -> find(organization, id));
    if (there != null) {
      return View.of(there);
    }
    DeployKey made = make("homeport-" + app.name());
    return transactions.await(() -> keep(organization, id, made, by));
  }

  private DeployKey make(String comment) {
    try {
      return DeployKeyMaker.make(keys, comment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Somebody else may have made one meanwhile; then that one stays. */
  private Uni<View> keep(OrganizationId organization, AppId app, DeployKey made, String by) {
    byte[] sealed = secrets.seal(owner(app), made.reveal().getBytes(StandardCharsets.UTF_8));
    return transactions.inOrganization(
        organization,
        () ->
            Panache.getSession()
                .chain(session ->
                    session
                        .createNativeQuery(ADD)
                        .setParameter("app", app.value())
                        .setParameter("organization", organization.value())
                        .setParameter("public", made.publicKey())
                        .setParameter("private", sealed)
                        .setParameter("by", by)
                        .setParameter("now", clock.instant())
                        .executeUpdate())
                .chain(() -> DeployKeyRow.<DeployKeyRow>findById(app.value()))
                .map(View::of));
  }

  private Uni<@Nullable DeployKeyRow> find(OrganizationId organization, AppId app) {
    return transactions.inOrganization(
        organization, () -> DeployKeyRow.<DeployKeyRow>findById(app.value()));
  }

  Uni<View> get(OrganizationId organization, AppId app) {
    return transactions.inOrganization(
        organization,
        () ->
            apps.required(app)
                .chain(() -> DeployKeyRow.<DeployKeyRow>findById(app.value()))
                .onItem()
                .ifNull()
                .failWith(() -> Problems.notFound("deploy key of the app", app))
                .map(View::of));
  }

  Uni<Void> remove(OrganizationId organization, AppId app) {
    return transactions.inOrganization(
        organization,
        () ->
            apps.required(app)
                .chain(() -> DeployKeyRow.deleteById(app.value()))
                .invoke(removed -> {
                  if (!removed) {
                    throw Problems.notFound("deploy key of the app", app);
                  }
                })
                .replaceWithVoid());
  }

  /** What an import of the app may use. */
  public Uni<Optional<DeployKey>> of(OrganizationId organization, AppId app) {
    return find(organization, app)
        .map(row -> row == null ? Optional.<DeployKey>empty() : Optional.of(opened(row)));
  }

  private DeployKey opened(DeployKeyRow row) {
    byte[] key = secrets.open(owner(new AppId(row.appId)), row.privateKey);
    return new DeployKey(row.publicKey, new String(key, StandardCharsets.UTF_8));
  }

  @Override
  public String secrets() {
    return "deploy keys";
  }

  @Override
  public Uni<List<Kept>> locked() {
    return DeployKeyRow.<DeployKeyRow>findAll()
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .map(rows ->
            rows.stream()
                .map(row ->
                    new Kept(
                        owner(new AppId(row.appId)),
                        row.privateKey,
                        sealed -> row.privateKey = sealed))
                .toList());
  }

  private static String owner(AppId app) {
    return "deploy key " + app;
  }
}
