package io.homeport.backup.destination;

import io.homeport.backup.BackupsConfig;
import io.homeport.contracts.Digest;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Transactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * When stored files were last read at other places than the first. Many backups share a file, and
 * one of them has it read for all: reading may be slow there, and cost money. Methods wait, so they
 * are for workers.
 */
@ApplicationScoped
public class FileReadings {

  private static final int AT_A_TIME = 500;

  private static final String LATELY =
      """
      select object from file_reading
      where destination = :destination and read_at > :since and object in (:objects)
      """;

  private static final String NOTE =
      """
      insert into file_reading (object, destination, organization_id, read_at)
      select object, cast(:destination as text), cast(:organization as uuid), cast(:now as timestamptz)
      from unnest(string_to_array(:objects, ',')) o(object)
      on conflict (object, destination) do update set read_at = excluded.read_at
      """;

  @Inject Transactions transactions;
  @Inject BackupsConfig config;
  @Inject Clock clock;

  /** Those that were not read there for half the time between two checks. */
  public List<Digest> unread(OrganizationId organization, Destination at, List<Digest> files) {
    Instant since = clock.instant().minus(config.backups().checkEvery().dividedBy(2));
    Set<String> lately = new HashSet<>();
    for (List<String> some : chunks(files)) {
      lately.addAll(
          await(
              organization,
              session ->
                  session
                      .createNativeQuery(LATELY, String.class)
                      .setParameter("destination", at.name())
                      .setParameter("since", since)
                      .setParameter("objects", some)
                      .getResultList()));
    }
    return files.stream().filter(file -> !lately.contains(file.toString())).toList();
  }

  /** They were read there just now, and are what they were. */
  public void read(OrganizationId organization, Destination at, List<Digest> files) {
    Instant now = clock.instant();
    for (List<String> some : chunks(files)) {
      await(
          organization,
          session ->
              session
                  .createNativeQuery(NOTE)
                  .setParameter("destination", at.name())
                  .setParameter("organization", organization.value())
                  .setParameter("now", now)
                  .setParameter("objects", some.stream().collect(Collectors.joining(",")))
                  .executeUpdate());
    }
  }

  private static List<List<String>> chunks(List<Digest> files) {
    var chunks = new ArrayList<List<String>>();
    for (int from = 0; from < files.size(); from += AT_A_TIME) {
      chunks.add(
          files.subList(from, Math.min(files.size(), from + AT_A_TIME)).stream()
              .map(Digest::toString)
              .toList());
    }
    return chunks;
  }

  private <T> T await(OrganizationId organization, Function<Mutiny.Session, Uni<T>> work) {
    return transactions.await(() ->
        transactions.inOrganization(organization, () -> Panache.getSession().chain(work::apply)));
  }
}
