package io.homeport.backup.destination;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import io.homeport.backup.BackupsConfig;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Cause;
import io.homeport.messaging.work.WorkQueue;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The copies of backups: which are there, and what is to be done. In the caller's transaction. */
@ApplicationScoped
public class Copies {

  /** The kind of work that makes and mends copies. */
  public static final String KIND = "copy";

  /** One row for each stored backup and destination, whenever either came to be. */
  private static final String ADD =
      """
      insert into backup_copy (id, organization_id, backup_id, destination, state, stored_at, next_try_at)
      select gen_random_uuid(), b.organization_id, b.id, d.name,
        case when d.name = :first then 'stored' else 'pending' end,
        case when d.name = :first then b.stored_at end,
        case when d.name = :first and coalesce(b.locked_until <= :now, true) then null
          else cast(:now as timestamptz) end
      from backup b cross join unnest(string_to_array(:names, ',')) d(name)
      where b.manifest is not null and b.expired_at is null
        and b.state in ('stored', 'restored', 'verified', 'damaged') and (:all or b.id = :backup)
      on conflict (backup_id, destination) do nothing
      """;

  private static final UUID NONE = new UUID(0, 0);

  /** A new place lacks everything: its work is not queued all at once. */
  private static final int MOST_IN_LINE = 5;

  private static final String DUE =
      """
      select id from (
        select id, destination, row_number() over (partition by destination order by next_try_at, id) place
        from backup_copy
        where next_try_at <= :now and state not in ('deleting', 'deleted')
          and destination = any (string_to_array(:names, ','))) d
      where place <= cast(:most as int) - (
        select count(*) from work w
        where w.kind = :kind and w.lane = cast(:kind as text) || ':' || d.destination and w.state in ('queued', 'running'))
      """;

  /**
   * A stored file belongs to many backups: mending the newest of them mends all. The last of one
   * that was replaced is the backup that did so, and most likely needs the other.
   */
  private static final String NEWEST_WITH_FILE =
      """
      select b.id from backup b join stored_file f on f.environment_id = b.environment_id
      where f.object = :object and b.id between f.first_backup and f.last_backup
        and b.expired_at is null
      order by f.unwanted_at is not null and b.id = f.last_backup, b.id desc limit 1
      """;

  @Inject Destinations destinations;
  @Inject WorkQueue work;
  @Inject BackupsConfig config;
  @Inject Clock clock;

  /** What came to be stored just now, at the first destination. */
  public Uni<Void> begin(UUID backup) {
    return Panache.flush().chain(() -> add(false, backup));
  }

  /** Also where a destination was configured later, and where backups are older than copies. */
  public Uni<Void> addMissing() {
    return add(true, NONE);
  }

  private Uni<Void> add(boolean all, UUID backup) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(ADD)
                .setParameter("first", destinations.first().name())
                .setParameter("names", String.join(",", destinations.names()))
                .setParameter("now", clock.instant())
                .setParameter("all", all)
                .setParameter("backup", backup)
                .executeUpdate())
        .replaceWithVoid();
  }

  /**
   * Those that are to be made or mended now: a few for each place, and more when these are done.
   */
  public Uni<List<CopyRow>> due() {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(DUE, UUID.class)
                .setParameter("now", clock.instant())
                .setParameter("names", String.join(",", destinations.names()))
                .setParameter("kind", KIND)
                .setParameter("most", MOST_IN_LINE)
                .getResultList())
        .chain(ids ->
            ids.isEmpty() ? Uni.createFrom().item(List.of()) : CopyRow.list("id in ?1", ids));
  }

  /**
   * A copy that is due gets its work; others may be at the same. Copies to one place take turns.
   */
  public Uni<Void> request(CopyRow row) {
    Instant now = clock.instant();
    return CopyRow.update(
            "nextTryAt = ?1 where id = ?2 and nextTryAt <= ?3 and state not in ('deleting',"
                + " 'deleted')",
            now.plus(config.backups().copyLimit()),
            row.id,
            now)
        .chain(claimed ->
            claimed == 0
                ? Uni.createFrom().voidItem()
                : work.enqueue(
                    new OrganizationId(row.organizationId),
                    KIND,
                    row.id,
                    KIND + ":" + row.destination,
                    Cause.fresh()));
  }

  /** Every byte of it was read, and is what it was. */
  public Uni<Void> checked(UUID copy) {
    Instant now = clock.instant();
    return CopyRow.<CopyRow>findById(copy).invoke(row -> row.whole(now)).replaceWithVoid();
  }

  /** The same of one of a backup's. */
  public Uni<Void> checked(UUID backup, String destination) {
    Instant now = clock.instant();
    return one(backup, destination)
        .invoke(rows -> rows.forEach(row -> row.whole(now)))
        .replaceWithVoid();
  }

  /** What came later is there too. */
  public Uni<Void> brought(UUID copy) {
    Instant now = clock.instant();
    return CopyRow.<CopyRow>findById(copy).invoke(row -> row.settled(now)).replaceWithVoid();
  }

  /** A drill has read all that is at the first destination. */
  public Uni<Void> drilled(UUID backup) {
    Instant now = clock.instant();
    return one(backup, destinations.first().name())
        .invoke(rows ->
            rows.stream()
                .filter(row -> row.state.equals(CopyRow.STORED))
                .forEach(row -> row.whole(now)))
        .replaceWithVoid();
  }

  /** There is more of a backup now, such as its proof, that the other places lack. */
  public Uni<Void> grown(UUID backup) {
    return CopyRow.update(
            "nextTryAt = ?1 where backupId = ?2 and destination <> ?3"
                + " and state not in ('deleting', 'deleted')",
            clock.instant(),
            backup,
            destinations.first().name())
        .replaceWithVoid();
  }

  /** Its destination lets nobody delete it before then. */
  public Uni<Void> locked(UUID copy, Instant until) {
    return CopyRow.update("lockedUntil = ?1 where id = ?2", until, copy).replaceWithVoid();
  }

  /** Work on it came to nothing: it is tried again after some time. */
  public Uni<Void> failed(UUID copy, Failure why, Duration after) {
    Instant next = clock.instant().plus(after);
    return CopyRow.<CopyRow>findById(copy)
        .invoke(row -> row.troubled(why.what(), why.remedy(), next))
        .replaceWithVoid();
  }

  /** A place could not be asked; that says nothing of what is there. */
  public Uni<Void> away(UUID backup, String destination, IOException why) {
    Instant next = clock.instant().plus(config.backups().copyAgainEvery());
    return one(backup, destination)
        .invoke(rows ->
            rows.forEach(row ->
                row.troubled(
                    "The destination %s could not be read: %s."
                        .formatted(destination, Fault.of(why)),
                    "Look at the storage behind it and at backup-service's log; it is tried again.",
                    next)))
        .replaceWithVoid();
  }

  /** Something of a copy is missing or damaged: it is to be mended. */
  public Uni<Void> unsound(UUID backup, String destination, Digest object, boolean missing) {
    Instant now = clock.instant();
    String why =
        "The destination %s has %s %s."
            .formatted(destination, missing ? "no" : "a damaged", object);
    return one(backup, destination)
        .invoke(rows -> rows.forEach(row -> row.unsound(missing, why, now)))
        .replaceWithVoid();
  }

  /** The newest kept backup that a stored file's object belongs to. */
  public Uni<Optional<UUID>> newestWith(Digest file) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(NEWEST_WITH_FILE, UUID.class)
                .setParameter("object", file.toString())
                .getResultList())
        .map(found -> found.stream().findFirst());
  }

  /** How many there are of backups that are kept, by destination and state. */
  public Uni<Map<String, Map<String, Long>>> counts() {
    return Panache.getSession()
        .chain(session ->
            session
                .createQuery(
                    "select destination, state, count(*) from CopyRow"
                        + " where state not in ('deleting', 'deleted') group by destination, state",
                    Object[].class)
                .getResultList())
        .map(rows ->
            rows.stream()
                .collect(
                    groupingBy(
                        row -> (String) row[0],
                        toMap(row -> (String) row[1], row -> (Long) row[2]))));
  }

  /** A backup's at all places, as the API shows them, the first place first. */
  public Uni<List<CopyView>> of(UUID backup) {
    return of(List.of(backup)).map(found -> found.getOrDefault(backup, List.of()));
  }

  /** The same of many. */
  public Uni<Map<UUID, List<CopyView>>> of(Collection<UUID> backups) {
    return backups.isEmpty()
        ? Uni.createFrom().item(Map.of())
        : CopyRow.<CopyRow>list("backupId in ?1", backups).map(this::views);
  }

  private Map<UUID, List<CopyView>> views(List<CopyRow> rows) {
    String first = destinations.first().name();
    return rows.stream()
        .sorted(
            Comparator.comparing((CopyRow row) -> !row.destination.equals(first))
                .thenComparing(row -> row.destination))
        .collect(groupingBy(row -> row.backupId, mapping(CopyView::of, toList())));
  }

  private static Uni<List<CopyRow>> one(UUID backup, String destination) {
    return CopyRow.list("backupId = ?1 and destination = ?2", backup, destination);
  }
}
