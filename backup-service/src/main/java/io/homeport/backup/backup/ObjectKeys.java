package io.homeport.backup.backup;

import io.homeport.backup.envelope.LaterKeys;
import io.homeport.backup.keys.WrappedKey;
import io.homeport.contracts.Digest;
import io.homeport.messaging.Transactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The table {@code object_key}: data keys of stored objects as they were wrapped last. Methods
 * wait, so they are for workers.
 */
@ApplicationScoped
public class ObjectKeys implements LaterKeys {

  /** Those whose keys are as they were when they were stored. */
  static final String AS_STORED = "as stored";

  /** Everything sealed that is kept, with what its label is made of. */
  private static final String SEALED =
      """
      (select archive as object, id as of, 'DATABASE' as content from backup
        where archive is not null and deleted_at is null
      union all select manifest, id, 'MANIFEST' from backup
        where manifest is not null and deleted_at is null
      union all select record, id, 'RECORD' from backup
        where record is not null and deleted_at is null
      union all select object, environment_id, 'FILE' from stored_file) sealed
      """;

  private static final String UNDER_ANOTHER =
      "select sealed.object, sealed.of, sealed.content from "
          + SEALED
          + """
           left join object_key k on k.object = sealed.object
          where k.master_key is distinct from :current and sealed.object > :after
          order by sealed.object limit :most
          """;

  private static final String COUNTS =
      "select coalesce(k.master_key, :asStored), count(*) from "
          + SEALED
          + " left join object_key k on k.object = sealed.object group by 1";

  private static final String SAVE =
      """
      insert into object_key (object, master_key, sealed) values (:object, :masterKey, :sealed)
      on conflict (object) do update set master_key = excluded.master_key, sealed = excluded.sealed
      """;

  private static final String FORGET =
      "delete from object_key k where not exists (select from "
          + SEALED
          + " where sealed.object = k.object)";

  @Inject Transactions transactions;

  /**
   * A sealed object that is kept.
   *
   * @param of what its label names
   * @param content of its label
   */
  record Sealed(Digest object, UUID of, String content) {}

  @Override
  public Optional<WrappedKey> of(Digest object) {
    return rows(session ->
            session
                .createNativeQuery(
                    "select master_key, sealed from object_key where object = :object",
                    Object[].class)
                .setParameter("object", object.toString())
                .getResultList())
        .stream()
        .map(row -> new WrappedKey((String) row[0], (byte[]) row[1]))
        .findFirst();
  }

  /** Some that are not known to be under a master key, in the order of their digests. */
  List<Sealed> underAnother(String current, String after, int most) {
    return rows(session ->
            session
                .createNativeQuery(UNDER_ANOTHER, Object[].class)
                .setParameter("current", current)
                .setParameter("after", after)
                .setParameter("most", most)
                .getResultList())
        .stream()
        .map(row -> new Sealed(Digest.parse((String) row[0]), (UUID) row[1], (String) row[2]))
        .toList();
  }

  /** How many are under each master key, as far as anybody has looked. */
  Map<String, Long> counts() {
    var counts = new HashMap<String, Long>();
    for (Object[] row :
        rows(session ->
            session
                .createNativeQuery(COUNTS, Object[].class)
                .setParameter("asStored", AS_STORED)
                .getResultList())) {
      counts.put((String) row[0], ((Number) row[1]).longValue());
    }
    return counts;
  }

  void save(Digest object, WrappedKey key) {
    rows(session ->
        session
            .createNativeQuery(SAVE)
            .setParameter("object", object.toString())
            .setParameter("masterKey", key.masterKeyId())
            .setParameter("sealed", key.sealed())
            .executeUpdate());
  }

  /** Lets go of the keys of objects that are gone. */
  void forgetGone() {
    rows(session -> session.createNativeQuery(FORGET).executeUpdate());
  }

  private <T> T rows(Function<Mutiny.Session, Uni<T>> work) {
    Supplier<Uni<T>> inSession = () -> Panache.getSession().chain(work::apply);
    return transactions.await(() -> transactions.acrossOrganizations(inSession));
  }
}
