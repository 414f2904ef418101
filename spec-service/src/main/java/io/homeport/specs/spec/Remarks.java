package io.homeport.specs.spec;

import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.SpecId;
import io.homeport.messaging.Transactions;
import io.homeport.specs.document.Remark;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** What people said about an app's specs. It belongs to the app, so that later versions have it. */
@ApplicationScoped
public class Remarks {

  /** So that a spec can always be shown with all of them. */
  private static final int MOST = 5000;

  @Inject Transactions transactions;

  /** All remarks about an app, the oldest first. */
  Uni<List<Remark>> of(OrganizationId organization, AppId app) {
    return transactions.inOrganization(
        organization,
        () ->
            RemarkRow.<RemarkRow>find("appId = ?1 order by id", app.value())
                .list()
                .map(rows -> rows.stream().map(RemarkRow::remark).toList()));
  }

  /** A page of them, the newest first. */
  Uni<Page<Remark>> list(OrganizationId organization, AppId app, Cursor cursor, int limit) {
    return transactions.inOrganization(
        organization,
        () ->
            RemarkRow.<RemarkRow>find(
                    "appId = ?1 and id < ?2 order by id desc", app.value(), cursor.after())
                .range(0, limit)
                .list()
                .map(rows -> Page.of(rows, limit, row -> row.id, RemarkRow::remark)));
  }

  Uni<Remark> add(OrganizationId organization, Spec.Origin on, Remark remark) {
    return transactions.inOrganization(
        organization,
        () ->
            RemarkRow.count("appId", on.app().value())
                .chain(count -> {
                  if (count >= MOST) {
                    throw Problems.conflict(
                        "too-many-remarks",
                        "There are %d remarks about this app.".formatted(count),
                        "Remarks cannot be deleted; say it outside of Homeport.");
                  }
                  var row = new RemarkRow();
                  // Time-ordered, as a spec's id is.
                  row.id = SpecId.next().value();
                  row.organizationId = organization.value();
                  row.appId = on.app().value();
                  row.specId = on.id().value();
                  row.set(remark);
                  return row.<RemarkRow>persist();
                })
                .map(RemarkRow::remark));
  }
}
