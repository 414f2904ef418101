package io.homeport.imports.app;

import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Builder;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Transactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;

/** The apps of organizations. */
@ApplicationScoped
public class Apps {

  @Inject Transactions transactions;
  @Inject Clock clock;

  /**
   * Adds an app.
   *
   * @throws io.homeport.api.ProblemException 409 if the organization has an app of this name
   */
  Uni<App> add(OrganizationId organization, AppName name, String by) {
    return transactions.inOrganization(
        organization,
        () ->
            AppRow.<AppRow>find("name", name.text())
                .firstResult()
                .chain(existing -> {
                  if (existing != null) {
                    throw Problems.conflict(
                        "app-exists",
                        "There is already an app named %s.".formatted(name),
                        "Import into that app, or choose another name.");
                  }
                  AppRow row = new AppRow();
                  row.id = AppId.next().value();
                  row.organizationId = organization.value();
                  row.name = name.text();
                  row.builder = Builder.UNKNOWN.toString();
                  row.createdBy = by;
                  row.createdAt = clock.instant();
                  return row.<AppRow>persistAndFlush().map(Apps::toApp);
                }));
  }

  Uni<Page<App>> list(OrganizationId organization, Cursor cursor, int limit) {
    return transactions.inOrganization(
        organization,
        () ->
            AppRow.<AppRow>find("id < ?1 order by id desc", cursor.after())
                .range(0, limit)
                .list()
                .map(rows -> Page.of(rows, limit, row -> row.id, Apps::toApp)));
  }

  /**
   * One app.
   *
   * @throws io.homeport.api.ProblemException 404 if the organization has no such app
   */
  public Uni<App> get(OrganizationId organization, AppId id) {
    return transactions.inOrganization(organization, () -> required(id)).map(Apps::toApp);
  }

  /** In the current transaction: the app, or the problem that there is none. */
  public Uni<AppRow> required(AppId id) {
    return AppRow.<AppRow>findById(id.value())
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("app", id));
  }

  /**
   * Removes an app of which nothing was ever taken in, with all that belongs to it here. Other
   * services know only of apps whose import was completed, so that they need not be told.
   *
   * @throws io.homeport.api.ProblemException 404 if the organization has no such app; 409 if an
   *     import of it is under way or was completed
   */
  Uni<Void> remove(OrganizationId organization, AppId id) {
    return transactions.inOrganization(
        organization,
        () ->
            lockedForGood(id)
                .chain(() -> required(id))
                .call(app -> statesOfImports(id).invoke(states -> requireUnused(app.name, states)))
                .call(() -> forget("progress", id))
                .call(() -> forget("work", id))
                .chain(app -> app.delete()));
  }

  /**
   * Nothing else can begin to belong to the app meanwhile. Hibernate's own lock for writing, "for
   * no key update", does not keep rows from being added that refer to it.
   */
  private static Uni<Integer> lockedForGood(AppId app) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery("select 1 from app where id = :app for update", Integer.class)
                .setParameter("app", app.value())
                .getSingleResultOrNull());
  }

  private static void requireUnused(String name, List<String> statesOfImports) {
    if (statesOfImports.contains("requested")) {
      throw Problems.conflict(
          "import-under-way",
          "An import of %s is under way.".formatted(name),
          "Wait until it has ended, then delete the app.");
    }
    if (statesOfImports.contains("completed")) {
      throw Problems.conflict(
          "app-in-use",
          "%s was imported, and its specs, releases and backups rest on it; only an app without a completed import can be deleted."
              .formatted(name),
          "What runs of it is ended by removing its environments: DELETE /api/v1/environments/{id}.");
    }
  }

  private static Uni<List<String>> statesOfImports(AppId app) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(
                    "select distinct state from import where app_id = :app", String.class)
                .setParameter("app", app.value())
                .getResultList());
  }

  /** What was done for the app's imports, which is kept by their ids. */
  private static Uni<Integer> forget(String table, AppId app) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(
                    "delete from %s where subject in (select id from import where app_id = :app)"
                        .formatted(table))
                .setParameter("app", app.value())
                .executeUpdate());
  }

  private static App toApp(AppRow row) {
    return new App(
        new AppId(row.id), row.name, Builder.of(row.builder), row.createdBy, row.createdAt);
  }
}
