package io.homeport.messaging;

import io.homeport.contracts.OrganizationId;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.tuples.Tuple2;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The one place where queries are scoped to an organization.
 *
 * <p>Each transaction says for whom it is; PostgreSQL's row security, forced by {@code
 * homeport_scope}, then shows only that organization's rows. A transaction that says nothing sees
 * nothing.
 */
@ApplicationScoped
public class Transactions {

  private static final String EVERY_ORGANIZATION = "*";

  @Inject Pool pool;

  /** Runs the work in a transaction that sees and writes only this organization's rows. */
  public <T> Uni<T> inOrganization(OrganizationId organization, Supplier<Uni<T>> work) {
    return scoped(organization.toString(), work);
  }

  /** The same in plain SQL, on a connection of its own and without Hibernate. */
  public <T> Uni<T> inOrganization(
      OrganizationId organization, Function<SqlConnection, Uni<T>> work) {
    return scoped(organization.toString(), work);
  }

  /** For what serves the installation: schedulers, reconcilers, operators' requests. */
  public <T> Uni<T> acrossOrganizations(Supplier<Uni<T>> work) {
    return scoped(EVERY_ORGANIZATION, work);
  }

  /** The same in plain SQL, on a connection of its own and without Hibernate. */
  public <T> Uni<T> acrossOrganizations(Function<SqlConnection, Uni<T>> work) {
    return scoped(EVERY_ORGANIZATION, work);
  }

  /** Runs the work from a thread that may block, such as a worker's virtual thread, and waits. */
  public <T> T await(Supplier<Uni<T>> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(work);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private <T> Uni<T> scoped(String scope, Supplier<Uni<T>> work) {
    return Panache.withTransaction(() -> scopeTo(scope).chain(ignored -> work.get()));
  }

  private <T> Uni<T> scoped(String scope, Function<SqlConnection, Uni<T>> work) {
    return pool.withTransaction(connection ->
        // What follows is sent without waiting for the answer: a connection runs it afterwards.
        Uni.combine()
            .all()
            .unis(
                connection
                    .preparedQuery("select set_config('homeport.organization', $1, true)")
                    .execute(Tuple.of(scope)),
                Uni.createFrom().deferred(() -> work.apply(connection)))
            .asTuple()
            .map(Tuple2::getItem2));
  }

  private static Uni<String> scopeTo(String scope) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(
                    "select set_config('homeport.organization', :scope, true)", String.class)
                .setParameter("scope", scope)
                .getSingleResult());
  }
}
