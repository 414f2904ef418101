package io.homeport.imports.credential;

import io.homeport.api.Problems;
import io.homeport.api.secrets.KeptSecrets;
import io.homeport.contracts.AppId;
import io.homeport.contracts.OrganizationId;
import io.homeport.imports.app.Apps;
import io.homeport.imports.git.GitToken;
import io.homeport.messaging.Transactions;
import io.homeport.processes.SecretBox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tokens of apps for private repositories: written, used, and never shown. */
@ApplicationScoped
public class GitTokens implements KeptSecrets {

  /**
   * A token as the API shows it: without the token.
   *
   * @param host the only one that it is sent to
   */
  public record View(AppId app, String host, String user, String createdBy, Instant createdAt) {
    private static View of(GitTokenRow row) {
      return new View(new AppId(row.appId), row.host, row.userName, row.createdBy, row.createdAt);
    }
  }

  private final Transactions transactions;
  private final Apps apps;
  private final Clock clock;
  private final SecretBox secrets;

  @Inject
  GitTokens(Transactions transactions, Apps apps, Clock clock, SecretBox secrets) {
    this.transactions = transactions;
    this.apps = apps;
    this.clock = clock;
    this.secrets = secrets;
  }

  /** Keeps a token in the place of the one there was. */
  Uni<View> put(OrganizationId organization, AppId app, GitToken token, String by) {
    return transactions.inOrganization(
        organization,
        () ->
            apps.required(app)
                .chain(() -> GitTokenRow.<GitTokenRow>findById(app.value()))
                .chain(found -> {
                  GitTokenRow row = found == null ? new GitTokenRow() : found;
                  row.appId = app.value();
                  row.organizationId = organization.value();
                  row.host = token.host();
                  row.userName = token.user();
                  row.token =
                      secrets.seal(owner(app), token.reveal().getBytes(StandardCharsets.UTF_8));
                  row.createdBy = by;
                  row.createdAt = clock.instant();
                  return row.<GitTokenRow>persist();
                })
                .map(View::of));
  }

  Uni<View> get(OrganizationId organization, AppId app) {
    return transactions.inOrganization(
        organization,
        () ->
            apps.required(app)
                .chain(() -> GitTokenRow.<GitTokenRow>findById(app.value()))
                .onItem()
                .ifNull()
                .failWith(() -> Problems.notFound("Git token of the app", app))
                .map(View::of));
  }

  Uni<Void> remove(OrganizationId organization, AppId app) {
    return transactions.inOrganization(
        organization,
        () ->
            apps.required(app)
                .chain(() -> GitTokenRow.deleteById(app.value()))
                .invoke(removed -> {
                  if (!removed) {
                    throw Problems.notFound("Git token of the app", app);
                  }
                })
                .replaceWithVoid());
  }

  /** What an import of the app may use. */
  public Uni<Optional<GitToken>> of(OrganizationId organization, AppId app) {
    return transactions.inOrganization(
        organization,
        () ->
            GitTokenRow.<GitTokenRow>findById(app.value())
                .map(row -> row == null ? Optional.<GitToken>empty() : Optional.of(opened(row))));
  }

  private GitToken opened(GitTokenRow row) {
    byte[] token = secrets.open(owner(new AppId(row.appId)), row.token);
    return new GitToken(row.host, row.userName, new String(token, StandardCharsets.UTF_8));
  }

  @Override
  public String secrets() {
    return "Git tokens";
  }

  @Override
  public Uni<List<Kept>> locked() {
    return GitTokenRow.<GitTokenRow>findAll()
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .map(rows ->
            rows.stream()
                .map(row ->
                    new Kept(owner(new AppId(row.appId)), row.token, sealed -> row.token = sealed))
                .toList());
  }

  private static String owner(AppId app) {
    return "git token " + app;
  }
}
