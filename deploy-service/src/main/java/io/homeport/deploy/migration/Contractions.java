package io.homeport.deploy.migration;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What migrations took away from the databases of environments. */
@ApplicationScoped
public class Contractions {

  @Inject Clock clock;

  /**
   * In the current transaction: what was taken away from a database by migrations that a release
   * does not have, in the order of the migrations. Where it is empty, the release can run on the
   * database.
   *
   * @param database the environment's database, or the one it is to have
   * @param schema the release's; null for a release made before schemas were kept, which knows none
   *     of what was recorded later
   */
  public Uni<List<Contraction>> beyond(
      EnvironmentId environment, String database, @Nullable SchemaVersion schema) {
    return all(environment, database)
        .map(rows ->
            rows.stream()
                .filter(row -> schema == null || !schema.has(row.migration))
                .map(row -> new Contraction(row.migration, row.what))
                .toList());
  }

  /** In the current transaction: keeps what a database says was taken away from it. */
  public Uni<Void> keep(
      OrganizationId organization,
      EnvironmentId environment,
      String database,
      List<Contraction> contractions) {
    if (contractions.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return all(environment, database)
        .chain(rows -> {
          var known =
              rows.stream()
                  .map(row -> new Contraction(row.migration, row.what))
                  .collect(Collectors.toSet());
          return ContractionRow.persist(
              contractions.stream()
                  .distinct()
                  .filter(each -> !known.contains(each))
                  .map(each -> row(organization, environment, database, each)));
        });
  }

  private static Uni<List<ContractionRow>> all(EnvironmentId environment, String database) {
    return ContractionRow.list(
        "environmentId = ?1 and databaseName = ?2 order by migration, id",
        environment.value(),
        database);
  }

  private ContractionRow row(
      OrganizationId organization,
      EnvironmentId environment,
      String database,
      Contraction contraction) {
    ContractionRow row = new ContractionRow();
    row.id = UUID.randomUUID();
    row.organizationId = organization.value();
    row.environmentId = environment.value();
    row.databaseName = database;
    row.migration = contraction.migration();
    row.what = contraction.what();
    row.recordedAt = clock.instant();
    return row;
  }
}
