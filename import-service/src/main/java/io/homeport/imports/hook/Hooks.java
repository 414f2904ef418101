package io.homeport.imports.hook;

import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.api.secrets.KeptSecrets;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.HookId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.source.BranchPattern;
import io.homeport.imports.app.Apps;
import io.homeport.imports.importing.Imports;
import io.homeport.messaging.Transactions;
import io.homeport.processes.SecretBox;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Hooks, as they are made, asked for and answered. */
@ApplicationScoped
public class Hooks implements KeptSecrets {

  private static final int SECRET_BYTES = 32;
  private static final int MOST_BRANCHES = 20;
  private static final String RECORD =
      """
      insert into hook_delivery (hook_id, delivery, organization_id, received_at)
      values (:hook, :name, :organization, :now), (:hook, :content, :organization, :now)
      on conflict do nothing
      """;

  private final Transactions transactions;
  private final Apps apps;
  private final Imports imports;
  private final Clock clock;
  private final SecretBox secrets;
  private final SecureRandom random = new SecureRandom();

  @Inject
  Hooks(Transactions transactions, Apps apps, Imports imports, Clock clock, SecretBox secrets) {
    this.transactions = transactions;
    this.apps = apps;
    this.imports = imports;
    this.clock = clock;
    this.secrets = secrets;
  }

  /** What a hook imports beside the app's own branch. */
  record Beside(List<BranchPattern> branches, boolean pullRequests) {}

  /**
   * Makes a hook; its secret is in the answer and never again.
   *
   * @throws io.homeport.api.ProblemException 404; 422 if there are too many branches
   */
  Uni<HookView> add(OrganizationId organization, AppId app, Forge forge, Beside beside, String by) {
    if (beside.branches().size() > MOST_BRANCHES) {
      throw Problems.unprocessable(
          "too-many-branches",
          "A hook has at most %d patterns of branches.".formatted(MOST_BRANCHES),
          "Use fewer, with * for any characters.");
    }
    byte[] drawn = new byte[SECRET_BYTES];
    random.nextBytes(drawn);
    String secret = HexFormat.of().formatHex(drawn);
    HookRow row = new HookRow();
    row.id = HookId.next().value();
    row.organizationId = organization.value();
    row.appId = app.value();
    row.forge = forge.toString();
    byte[] text = secret.getBytes(StandardCharsets.US_ASCII);
    row.secret = forge.signs() ? secrets.seal(owner(row), text) : Forge.sha256(text);
    row.branches =
        beside.branches().stream().map(BranchPattern::text).collect(Collectors.joining("\n"));
    row.pullRequests = beside.pullRequests();
    row.createdBy = by;
    row.createdAt = clock.instant();
    return transactions.inOrganization(
        organization,
        () -> apps.required(app).chain(() -> row.persist()).map(saved -> HookView.of(row, secret)));
  }

  Uni<Page<HookView>> list(OrganizationId organization, AppId app, Cursor cursor, int limit) {
    return transactions.inOrganization(
        organization,
        () ->
            apps.required(app)
                .chain(() ->
                    HookRow.<HookRow>find(
                            "appId = ?1 and id < ?2 order by id desc", app.value(), cursor.after())
                        .range(0, limit)
                        .list())
                .map(rows -> Page.of(rows, limit, row -> row.id, row -> HookView.of(row, null))));
  }

  Uni<Void> remove(OrganizationId organization, AppId app, UUID id) {
    return transactions.inOrganization(
        organization,
        () ->
            HookRow.delete("id = ?1 and appId = ?2", id, app.value())
                .invoke(removed -> {
                  if (removed == 0) {
                    throw Problems.notFound("hook", id);
                  }
                })
                .replaceWithVoid());
  }

  /**
   * Takes a delivery. Whose it is only the hook says, and nothing of it is believed before the
   * secret has proved it.
   *
   * @throws io.homeport.api.ProblemException 404 if there is no such hook, or it is not proved: who
   *     does not know the secret does not learn which
   */
  Uni<Delivery.Outcome> take(Delivery delivery) {
    return transactions
        .acrossOrganizations(() ->
            HookRow.<HookRow>find("id = ?1 and appId = ?2", delivery.hook(), delivery.app())
                .firstResult())
        .chain(hook -> {
          if (hook == null
              || !Forge.of(hook.forge).isProved(kept(hook), delivery.body(), delivery.header())) {
            throw Problems.notFound("hook with this id and secret", delivery.hook());
          }
          return act(hook, delivery);
        });
  }

  private Uni<Delivery.Outcome> act(HookRow hook, Delivery delivery) {
    Forge forge = Forge.of(hook.forge);
    Optional<BranchNews> news = forge.news(delivery);
    if (news.isEmpty()) {
      return Uni.createFrom()
          .item(
              Delivery.Outcome.ignored(
                  "It tells of no push to a branch, and of no pull request of this repository."));
    }
    OrganizationId organization = new OrganizationId(hook.organizationId);
    return transactions.inOrganization(
        organization,
        () ->
            recordOnce(hook, forge, delivery)
                .chain(first ->
                    first
                        ? follow(organization, hook, news.get())
                        : Uni.createFrom()
                            .item(Delivery.Outcome.ignored("It was delivered before."))));
  }

  private Uni<Delivery.Outcome> follow(OrganizationId organization, HookRow hook, BranchNews news) {
    if (news.pullRequest() && !hook.pullRequests) {
      return Uni.createFrom()
          .item(Delivery.Outcome.ignored("This hook does not follow pull requests."));
    }
    var pushed =
        new Imports.Pushed(
            new AppId(hook.appId),
            news.branch(),
            news.isDefault(),
            news.pullRequest() || matches(hook, news.branch()),
            "hook " + hook.id);
    return news.closed()
        ? imports
            .closed(organization, pushed)
            .map(told ->
                Delivery.Outcome.ignored(
                    told
                        ? "Nothing more is imported from the branch; its preview goes away."
                        : "The app itself is imported from this branch."))
        : imports
            .pushed(organization, pushed)
            .map(started ->
                started
                    .map(Delivery.Outcome::started)
                    .orElseGet(() ->
                        Delivery.Outcome.ignored("The app is not imported from this branch.")));
  }

  private static boolean matches(HookRow hook, String branch) {
    return hook.branches.lines().map(BranchPattern::new).anyMatch(each -> each.matches(branch));
  }

  /**
   * Whether it is new by its name and by its content: the name is not signed, so that a repetition
   * under another name must be found too.
   */
  private Uni<Boolean> recordOnce(HookRow hook, Forge forge, Delivery delivery) {
    String content = "content " + Digest.of(delivery.body()).hex();
    String name =
        forge
            .delivery(delivery.header())
            .map(id -> "id " + Digest.of(id.getBytes(StandardCharsets.UTF_8)).hex())
            .orElse(content + " of no id");
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(RECORD)
                .setParameter("hook", hook.id)
                .setParameter("name", name)
                .setParameter("content", content)
                .setParameter("organization", hook.organizationId)
                .setParameter("now", clock.instant())
                .executeUpdate())
        .map(rows -> rows == 2);
  }

  private byte[] kept(HookRow hook) {
    return Forge.of(hook.forge).signs() ? secrets.open(owner(hook), hook.secret) : hook.secret;
  }

  @Override
  public String secrets() {
    return "secrets of hooks";
  }

  @Override
  public Uni<List<Kept>> locked() {
    return HookRow.<HookRow>findAll()
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .map(rows ->
            rows.stream()
                // Others are kept as digests.
                .filter(row -> Forge.of(row.forge).signs())
                .map(row -> new Kept(owner(row), row.secret, sealed -> row.secret = sealed))
                .toList());
  }

  private static String owner(HookRow hook) {
    return "hook " + hook.id;
  }
}
