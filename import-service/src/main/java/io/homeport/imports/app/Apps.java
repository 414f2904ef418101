package io.homeport.imports.app;

import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Builder;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

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

  private static App toApp(AppRow row) {
    return new App(
        new AppId(row.id), row.name, Builder.of(row.builder), row.createdBy, row.createdAt);
  }
}
