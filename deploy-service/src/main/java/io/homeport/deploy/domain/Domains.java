package io.homeport.deploy.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.homeport.api.ProblemException;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.DomainId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.DomainChanged;
import io.homeport.contracts.events.Topic;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentRecords;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.environment.Environments;
import io.homeport.deploy.environment.Recorded;
import io.homeport.deploy.environment.Tenants;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.WorkQueue;
import io.homeport.processes.CertifiedKey;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Domains of environments: who has which name. A name has one holder. Who adds it holds it for some
 * days, and for as long as its certificate is valid; the organization that its DNS names can take
 * it over at once.
 */
@ApplicationScoped
public class Domains implements Tenants, Recorded {

  private static final int MOST = 50;

  private final DomainSettings settings;
  private final Dns dns;

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject EnvironmentRecords records;
  @Inject SealedCertificates certificates;
  @Inject WorkQueue work;
  @Inject Outbox outbox;
  @Inject Clock clock;

  @Inject
  Domains(DeployConfig config, Vertx vertx) {
    settings = DomainSettings.of(config);
    dns = new Dns(vertx, config.domains().resolver());
  }

  DomainSettings settings() {
    return settings;
  }

  Dns dns() {
    return dns;
  }

  /**
   * Adds a domain to an environment, taking it from whoever held it without a right to it. Waits,
   * so it is not for event loops.
   *
   * @throws ProblemException 404; 409 if it is somebody's, or the environment goes away; 422 if the
   *     environment has too many
   */
  DomainView add(
      OrganizationId organization, EnvironmentId id, DomainName name, long hstsSeconds, String by) {
    transactions.await(() -> transactions.inOrganization(organization, () -> requireRoom(id)));
    Optional<UUID> released =
        holder(name)
            .map(holder -> {
              requireFree(holder, organization, id, name);
              return holder.id;
            });
    // The environment is the organization's: that was seen. The name may be another's.
    Claimed claimed =
        transactions.await(() ->
            transactions.acrossOrganizations(() ->
                environments
                    .required(id, LockModeType.PESSIMISTIC_WRITE)
                    .invoke(Domains::requireStaying)
                    .chain(environment ->
                        release(released)
                            .chain(gone ->
                                insert(organization, environment, name, hstsSeconds, by)
                                    .map(added -> new Claimed(added, gone))))));
    claimed
        .released()
        .ifPresent(gone -> {
          certificates.forget(gone.certificate);
          certificates.forget(gone.challengeCertificate);
        });
    return claimed.added();
  }

  /**
   * @param released whose the name was until now
   */
  private record Claimed(DomainView added, Optional<DomainRow> released) {}

  private Uni<Void> requireRoom(EnvironmentId id) {
    return environments
        .required(id)
        .invoke(Domains::requireStaying)
        .chain(() -> DomainRow.count("environmentId", id.value()))
        .invoke(count -> {
          if (count >= MOST) {
            throw Problems.unprocessable(
                "too-many-domains",
                "An environment has at most %d domains.".formatted(MOST),
                "Remove those that nobody uses.");
          }
        })
        .replaceWithVoid();
  }

  private static void requireStaying(EnvironmentRow environment) {
    if (environment.goesAway()) {
      throw Problems.conflict(
          "environment-removing",
          "The environment %s is being removed.".formatted(environment.name),
          "Add another environment.");
    }
  }

  private Optional<DomainRow> holder(DomainName name) {
    return Optional.ofNullable(
        transactions.await(() ->
            transactions.acrossOrganizations(
                () -> DomainRow.<DomainRow>find("name", name.text()).firstResult())));
  }

  private void requireFree(
      DomainRow holder, OrganizationId organization, EnvironmentId wanted, DomainName name) {
    if (holder.environmentId.equals(wanted.value())) {
      throw Problems.conflict(
          "domain-exists", "The environment has %s already.".formatted(name), "Look at its state.");
    }
    if (!clock.instant().isBefore(holder.heldUntil)) {
      return;
    }
    if (holder.organizationId.equals(organization.value())) {
      throw Problems.conflict(
          "domain-taken", "%s belongs to another environment.".formatted(name), "Remove it there.");
    }
    Ownership ownership = Ownership.of(organization, name);
    if (!dnsSays(ownership)) {
      throw Problems.conflict(
          "domain-taken",
          "%s belongs to another organization.".formatted(name),
          "If its DNS is yours, set %s, and add it again.".formatted(ownership.advice()));
    }
  }

  private boolean dnsSays(Ownership ownership) {
    try {
      return ownership.isIn(dns);
    } catch (Dns.Silent e) {
      return false;
    }
  }

  /**
   * In the current transaction: takes a name from who held it.
   *
   * @return what was taken; empty if nobody held it, or it is gone meanwhile
   */
  private Uni<Optional<DomainRow>> release(Optional<UUID> holder) {
    if (holder.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    return DomainRow.<DomainRow>findById(holder.get(), LockModeType.PESSIMISTIC_WRITE)
        .call(row -> row == null ? Uni.createFrom().voidItem() : delete(row))
        // Else the new row would be written first, while the name is still the old one's.
        .call(() -> Panache.getSession().chain(session -> session.flush()))
        .map(Optional::ofNullable);
  }

  private Uni<DomainView> insert(
      OrganizationId organization,
      EnvironmentRow environment,
      DomainName name,
      long hstsSeconds,
      String by) {
    DomainRow row = new DomainRow();
    row.id = DomainId.next().value();
    row.organizationId = organization.value();
    row.appId = environment.appId;
    row.environmentId = environment.id;
    row.name = name.text();
    row.state = DomainRow.REQUESTING;
    row.hstsSeconds = hstsSeconds;
    row.createdBy = by;
    row.createdAt = clock.instant();
    row.heldUntil = row.createdAt.plus(settings.unprovenFor());
    return row.<DomainRow>persistAndFlush()
        .onFailure(Domains::isDouble)
        .transform(meanwhile ->
            Problems.conflict(
                "domain-taken",
                "Somebody else added %s at this moment.".formatted(name),
                "Try again."))
        .call(() -> look(organization, row.id))
        .call(() -> records.changed(organization, row.environmentId, Cause.fresh()))
        .map(saved -> DomainView.of(saved, settings));
  }

  private static boolean isDouble(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (String.valueOf(each.getMessage()).contains("domain_name")) {
        return true;
      }
    }
    return false;
  }

  private Uni<Void> look(OrganizationId organization, UUID id) {
    return work.enqueue(organization, CertificatesWorker.KIND, id, "domain " + id, Cause.fresh());
  }

  List<DomainView> list(OrganizationId organization, EnvironmentId id) {
    return transactions
        .await(() ->
            transactions.inOrganization(
                organization,
                () ->
                    environments
                        .required(id)
                        .chain(() ->
                            DomainRow.<DomainRow>list(
                                "environmentId = ?1 order by name", id.value()))))
        .stream()
        .map(row -> DomainView.of(row, settings))
        .toList();
  }

  DomainView get(OrganizationId organization, UUID id) {
    return DomainView.of(
        transactions.await(() -> transactions.inOrganization(organization, () -> required(id))),
        settings);
  }

  /** The row; null once it is gone. */
  @Nullable DomainRow find(OrganizationId organization, UUID id) {
    return transactions.await(
        () -> transactions.inOrganization(organization, () -> DomainRow.<DomainRow>findById(id)));
  }

  private static Uni<DomainRow> required(UUID id) {
    return DomainRow.<DomainRow>findById(id, LockModeType.PESSIMISTIC_WRITE)
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("domain", id));
  }

  /** Removes a domain; the door answers it no more. */
  void remove(OrganizationId organization, UUID id) {
    DomainRow gone =
        transactions.await(
            () -> transactions.inOrganization(organization, () -> required(id).call(this::delete)));
    certificates.forget(gone.certificate);
    certificates.forget(gone.challengeCertificate);
  }

  private Uni<Void> delete(DomainRow row) {
    return outbox
        .tombstone(
            new OrganizationId(row.organizationId),
            new AppId(row.appId),
            Topic.DOMAINS,
            row.name,
            Cause.fresh())
        .chain(row::delete)
        .chain(() ->
            records.changed(
                new OrganizationId(row.organizationId), row.environmentId, Cause.fresh()));
  }

  /**
   * Has a domain use a certificate that its owner brings.
   *
   * @throws ProblemException 404; 422 saying what is wrong with the certificate
   */
  DomainView useOwn(OrganizationId organization, UUID id, CertifiedKey given) {
    DomainRow row =
        transactions.await(() -> transactions.inOrganization(organization, () -> required(id)));
    OwnCertificate.problem(given, new DomainName(row.name), clock.instant(), settings.trust())
        .ifPresent(why -> {
          throw Problems.unprocessable(
              "certificate-unusable", why, "Bring another one, with its whole chain.");
        });
    if (!settings.hasDoorKey()) {
      throw Problems.conflict(
          "no-door-key",
          "This installation has no key to hand certificates to the door with.",
          "Its operator has to set HOMEPORT_DOOR_KEY_FILE.");
    }
    Digest sealed = certificates.put(row.name, given);
    transactions.await(() ->
        transactions.inOrganization(
            organization,
            () ->
                change(
                    id,
                    found -> {
                      activate(found, given, sealed, Optional.empty());
                      found.ownCertificate = true;
                      found.nextAt = null;
                    },
                    Cause.fresh())));
    certificates.forget(row.certificate);
    return get(organization, id);
  }

  /** Gives a domain a certificate, which also proves whose it is. */
  void activate(
      DomainRow row, CertifiedKey given, Digest sealed, Optional<Instant> suggestedRenewal) {
    row.state = DomainRow.ACTIVE;
    row.certificate = sealed.toString();
    row.ownCertificate = false;
    row.issuer = given.certificate().getIssuerX500Principal().getName();
    row.notBefore = given.certificate().getNotBefore().toInstant();
    row.notAfter = given.certificate().getNotAfter().toInstant();
    row.renewAt = Renewal.at(row.notBefore, row.notAfter, suggestedRenewal);
    row.heldUntil = row.notAfter;
    row.failures = 0;
    row.failure(null);
    row.forgetOrder();
  }

  /** What the door has to know of a domain. */
  private record AtDoor(
      @Nullable String certificate,
      long hstsSeconds,
      @Nullable String token,
      @Nullable String answer,
      @Nullable String shown) {

    static AtDoor of(DomainRow row) {
      return new AtDoor(
          row.certificate,
          row.hstsSeconds,
          row.challengeToken,
          row.challengeAnswer,
          row.challengeCertificate);
    }
  }

  /**
   * In the current transaction: changes a domain, and tells the door if that concerns it. A domain
   * that was removed meanwhile stays removed.
   */
  Uni<Void> change(UUID id, Consumer<DomainRow> change, Cause cause) {
    return DomainRow.<DomainRow>findById(id, LockModeType.PESSIMISTIC_WRITE)
        .chain(row -> {
          if (row == null) {
            return Uni.createFrom().voidItem();
          }
          AtDoor before = AtDoor.of(row);
          change.accept(row);
          return before.equals(AtDoor.of(row))
              ? Uni.createFrom().voidItem()
              : environments
                  .required(new EnvironmentId(row.environmentId))
                  .chain(environment -> announce(row, environment, cause));
        });
  }

  private Uni<Void> announce(DomainRow row, EnvironmentRow environment, Cause cause) {
    OrganizationId organization = new OrganizationId(row.organizationId);
    return outbox.publish(
        organization,
        new DomainChanged(
            new AppId(row.appId),
            organization,
            new EnvironmentId(row.environmentId),
            row.name,
            environment.host,
            Optional.ofNullable(row.certificate).map(Digest::parse),
            row.hstsSeconds,
            Optional.ofNullable(row.challengeToken),
            Optional.ofNullable(row.challengeAnswer),
            Optional.ofNullable(row.challengeCertificate).map(Digest::parse),
            clock.instant()),
        cause);
  }

  /** Says once more all that the door knows of domains. */
  public void announceAll() {
    List<DomainRow> known =
        transactions.await(() ->
            transactions.acrossOrganizations(() ->
                DomainRow.<DomainRow>list(
                    "certificate is not null or challengeToken is not null"
                        + " or challengeCertificate is not null")));
    for (DomainRow each : known) {
      transactions.await(() ->
          transactions.inOrganization(
              new OrganizationId(each.organizationId), () -> announceAgain(each.id)));
    }
  }

  private Uni<Void> announceAgain(UUID id) {
    return DomainRow.<DomainRow>findById(id, LockModeType.PESSIMISTIC_WRITE)
        .chain(row ->
            row == null
                ? Uni.createFrom().voidItem()
                : environments
                    .required(new EnvironmentId(row.environmentId))
                    .chain(environment -> announce(row, environment, Cause.fresh())));
  }

  /** Has every domain looked at whose time has come. */
  void lookAtWhatIsDue() {
    List<DomainRow> due =
        transactions.await(() ->
            transactions.acrossOrganizations(
                () -> DomainRow.<DomainRow>list("nextAt <= ?1", clock.instant())));
    for (DomainRow each : due) {
      OrganizationId organization = new OrganizationId(each.organizationId);
      transactions.await(
          () -> transactions.inOrganization(organization, () -> lookIfDue(organization, each.id)));
    }
  }

  private Uni<Void> lookIfDue(OrganizationId organization, UUID id) {
    return DomainRow.<DomainRow>findById(id, LockModeType.PESSIMISTIC_WRITE)
        .chain(row -> {
          if (row == null || row.nextAt == null || row.nextAt.isAfter(clock.instant())) {
            return Uni.createFrom().voidItem();
          }
          row.nextAt = null;
          return look(organization, id);
        });
  }

  @Override
  public String part() {
    return "domains";
  }

  @Override
  public JsonNode record(Environment environment) {
    var recorded = JsonNodeFactory.instance.arrayNode();
    transactions
        .await(() ->
            transactions.inOrganization(
                environment.organization(),
                () ->
                    DomainRow.<DomainRow>list(
                        "environmentId = ?1 order by name", environment.id().value())))
        .forEach(row ->
            recorded
                .addObject()
                .put("name", row.name)
                .put("hstsSeconds", row.hstsSeconds)
                .put("createdBy", row.createdBy));
    return recorded;
  }

  /** Those that nobody else has now; their certificates are asked for anew. */
  @Override
  public void recover(Environment environment, JsonNode recorded) {
    for (JsonNode each : recorded) {
      var name = new DomainName(each.path("name").asText());
      try {
        add(
            environment.organization(),
            environment.id(),
            name,
            each.path("hstsSeconds").asLong(),
            each.path("createdBy").asText());
      } catch (ProblemException e) {
        Log.infof("A domain of %s does not come back: %s", environment.id(), e.getMessage());
      }
    }
  }

  /** Domains go with their environment. */
  @Override
  public void evict(Environment environment) {
    OrganizationId organization = Objects.requireNonNull(environment.organization());
    for (DomainView each : list(organization, environment.id())) {
      remove(organization, each.id());
    }
  }
}
