package io.homeport.imports.credential;

import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.contracts.OrganizationId;
import io.homeport.imports.git.PublishedHostKeys;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** The SSH servers that an organization has accepted, by the fingerprints of their host keys. */
@ApplicationScoped
public class KnownHosts {

  /**
   * An accepted host key.
   *
   * @param fingerprint such as {@code SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU}
   */
  public record View(
      UUID id, String host, int port, String fingerprint, String acceptedBy, Instant acceptedAt) {
    private static View of(KnownHostRow row) {
      return new View(row.id, row.host, row.port, row.fingerprint, row.acceptedBy, row.acceptedAt);
    }
  }

  /** A host key to accept. */
  record Accepted(String host, int port, String fingerprint) {
    Accepted {
      host = host.toLowerCase(Locale.ROOT);
    }
  }

  @Inject Transactions transactions;
  @Inject Clock clock;

  /** Accepts a host key; one that is accepted already stays as it is. */
  Uni<View> accept(OrganizationId organization, Accepted key, String by) {
    return transactions.inOrganization(
        organization,
        () ->
            KnownHostRow.<KnownHostRow>find(
                    "host = ?1 and port = ?2 and fingerprint = ?3",
                    key.host(),
                    key.port(),
                    key.fingerprint())
                .firstResult()
                .chain(there -> {
                  if (there != null) {
                    return Uni.createFrom().item(there);
                  }
                  KnownHostRow row = new KnownHostRow();
                  row.id = UUID.randomUUID();
                  row.organizationId = organization.value();
                  row.host = key.host();
                  row.port = key.port();
                  row.fingerprint = key.fingerprint();
                  row.acceptedBy = by;
                  row.acceptedAt = clock.instant();
                  return row.<KnownHostRow>persist();
                })
                .map(View::of));
  }

  Uni<Page<View>> list(OrganizationId organization, Cursor cursor, int limit) {
    return transactions.inOrganization(
        organization,
        () ->
            KnownHostRow.<KnownHostRow>find("id < ?1 order by id desc", cursor.after())
                .range(0, limit)
                .list()
                .map(rows -> Page.of(rows, limit, row -> row.id, View::of)));
  }

  Uni<Void> remove(OrganizationId organization, UUID id) {
    return transactions.inOrganization(
        organization,
        () ->
            KnownHostRow.deleteById(id)
                .invoke(removed -> {
                  if (!removed) {
                    throw Problems.notFound("known host", id);
                  }
                })
                .replaceWithVoid());
  }

  /** By which a server is known: what the organization accepted, and what is published of it. */
  public Uni<Set<String>> fingerprints(OrganizationId organization, String host, int port) {
    return transactions.inOrganization(
        organization,
        () ->
            KnownHostRow.<KnownHostRow>find(
                    "host = ?1 and port = ?2", host.toLowerCase(Locale.ROOT), port)
                .list()
                .map(rows -> {
                  Set<String> fingerprints = new HashSet<>(PublishedHostKeys.of(host, port));
                  rows.forEach(row -> fingerprints.add(row.fingerprint));
                  return fingerprints;
                }));
  }
}
