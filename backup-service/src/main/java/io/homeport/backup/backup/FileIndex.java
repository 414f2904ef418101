package io.homeport.backup.backup;

import io.homeport.backup.files.KnownFiles;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.messaging.Transactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The table {@code stored_file}: which object holds which content, from which backup on and until
 * which one. Methods wait, so they are for workers.
 *
 * <p>An object that no backup needs, or that another has replaced, is first marked, so that no new
 * backup builds on it. It is deleted once no backup that is kept needs it, and forgotten when it is
 * gone.
 */
@ApplicationScoped
public class FileIndex implements KnownFiles {

  private static final String USE =
      """
      update stored_file set last_backup = :backup
      where environment_id = :environment and content in (:contents) and unwanted_at is null
      """;

  private static final String FIND =
      """
      select content, object from stored_file
      where environment_id = :environment and content in (:contents) and unwanted_at is null
      """;

  /**
   * What held the content before is not at the first destination any more. Others may have it, and
   * backups that are kept need it there.
   */
  private static final String REPLACE =
      """
      update stored_file set unwanted_at = now()
      where environment_id = :environment and content = :content and unwanted_at is null
      """;

  private static final String ADD =
      """
      insert into stored_file (object, organization_id, environment_id, content, first_backup, last_backup)
      select :object, organization_id, id, :content, :backup, :backup from environment
      where id = :environment
      """;

  /** Ids of backups are ordered by time. */
  private static final String NOT_NEEDED =
      """
      not exists (
        select from backup b where b.environment_id = f.environment_id and b.deleted_at is null
        and b.id between f.first_backup and f.last_backup)
      """;

  private static final String MARK =
      "update stored_file f set unwanted_at = :now where unwanted_at is null and " + NOT_NEEDED;

  private static final String UNWANTED =
      """
      select object from stored_file f
      where unwanted_at is not null and (look_again_at is null or look_again_at <= :now) and
      """
          + NOT_NEEDED;

  @Inject Transactions transactions;

  @Override
  public Map<Digest, Digest> among(
      EnvironmentId environment, BackupId backup, Set<Digest> contents) {
    List<String> wanted = contents.stream().map(Digest::toString).toList();
    var objects = new HashMap<Digest, Digest>();
    for (Object[] row :
        await(session ->
            session
                .createNativeQuery(USE)
                .setParameter("backup", backup.value())
                .setParameter("environment", environment.value())
                .setParameter("contents", wanted)
                .executeUpdate()
                .chain(() ->
                    session
                        .createNativeQuery(FIND, Object[].class)
                        .setParameter("environment", environment.value())
                        .setParameter("contents", wanted)
                        .getResultList()))) {
      objects.put(Digest.parse((String) row[0]), Digest.parse((String) row[1]));
    }
    return objects;
  }

  @Override
  public void stored(EnvironmentId environment, BackupId backup, Digest content, Digest object) {
    await(session ->
        session
            .createNativeQuery(REPLACE)
            .setParameter("environment", environment.value())
            .setParameter("content", content.toString())
            .executeUpdate()
            .chain(() ->
                session
                    .createNativeQuery(ADD)
                    .setParameter("object", object.toString())
                    .setParameter("content", content.toString())
                    .setParameter("backup", backup.value())
                    .setParameter("environment", environment.value())
                    .executeUpdate()));
  }

  /** Marks what no backup needs any more; all that is to be deleted, or looked for again, now. */
  public List<Digest> unwanted(Instant now) {
    List<String> marked =
        await(session ->
            session
                .createNativeQuery(MARK)
                .setParameter("now", now)
                .executeUpdate()
                .chain(() ->
                    session
                        .createNativeQuery(UNWANTED, String.class)
                        .setParameter("now", now)
                        .getResultList()));
    return marked.stream().map(Digest::parse).toList();
  }

  /** It was found and deleted; whether it is gone is seen later. */
  public void lookAgain(Digest object, Instant at) {
    await(session ->
        session
            .createNativeQuery("update stored_file set look_again_at = :at where object = :object")
            .setParameter("at", at)
            .setParameter("object", object.toString())
            .executeUpdate());
  }

  /** Forgets an object that is gone. */
  public void deleted(Digest object) {
    await(session ->
        session
            .createNativeQuery("delete from file_reading where object = :object")
            .setParameter("object", object.toString())
            .executeUpdate()
            .chain(() ->
                session
                    .createNativeQuery("delete from stored_file where object = :object")
                    .setParameter("object", object.toString())
                    .executeUpdate()));
  }

  private <T> T await(Function<Mutiny.Session, Uni<T>> work) {
    Supplier<Uni<T>> inSession = () -> Panache.getSession().chain(work::apply);
    return transactions.await(() -> transactions.acrossOrganizations(inSession));
  }
}
