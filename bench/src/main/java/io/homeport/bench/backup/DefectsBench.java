package io.homeport.bench.backup;

import io.homeport.backup.access.Access;
import io.homeport.backup.access.AccessLook;
import io.homeport.backup.access.ComparedAccess;
import io.homeport.backup.drill.Comparison;
import io.homeport.backup.drill.Difference;
import io.homeport.backup.drill.Drill;
import io.homeport.backup.drill.Verdict;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.Observation;
import io.homeport.backup.keys.MasterKey;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.ReadingRole;
import io.homeport.backup.postgres.Secret;
import io.homeport.backup.record.RecordPart;
import io.homeport.bench.OwnPostgres;
import io.homeport.bench.Result;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.local.postgres.PostgresCluster;
import io.homeport.objects.DirectoryObjects;
import io.homeport.processes.SecretFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether drills find what is wrong, each defect by its name, and nothing else: defects are seeded
 * into sound copies; then backups of a database that is written to are taken and drilled whole.
 */
public final class DefectsBench {
  private static final int CLEAN = 50;
  private static final int FEWEST_DEFECTS = 40;
  private static final int HASH_WORKERS = 2;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Path folder;
  private final Login superuser;
  private final Workshop workshop;
  private int byRowCounts;

  private DefectsBench(OwnPostgres postgres) throws SQLException {
    PostgresCluster cluster = postgres.cluster();
    folder = postgres.folder();
    superuser =
        new Login(
            "127.0.0.1",
            cluster.port(),
            PostgresCluster.SUPERUSER,
            new Secret(cluster.password().reveal()));
    workshop = new Workshop(superuser);
  }

  /**
   * @param arguments how many clean backups are taken and drilled; 50 if there is none
   */
  public static void main(String... arguments) throws Exception {
    int clean = arguments.length == 0 ? CLEAN : Integer.parseInt(arguments[0]);
    try (var postgres = OwnPostgres.start()) {
      System.out.println(new DefectsBench(postgres).measure(clean).toTable());
    }
    System.exit(0);
  }

  private Result measure(int clean) throws Exception {
    List<Workshop.Defect> all = new ArrayList<>(Workshop.defects("defects.csv"));
    all.addAll(Workshop.defects("access-defects.csv"));
    int caught = caught(all);
    System.err.printf("%d clean backups …%n", clean);
    long began = System.nanoTime();
    var written = new long[1];
    int alarms = alarms(clean, written);
    double seconds = (System.nanoTime() - began) / 1e9;
    Map<String, Double> ours = new LinkedHashMap<>();
    ours.put("defects", (double) all.size());
    ours.put("caught by name", (double) caught);
    ours.put("clean backups, taken and drilled", (double) clean);
    ours.put("write statements meanwhile", (double) written[0]);
    ours.put("false alarms", (double) alarms);
    ours.put("s of each, taken and drilled", clean == 0 ? 0 : seconds / clean);
    return new Result(
        "defects",
        ours,
        Map.of("caught by counting rows alone", (double) byRowCounts),
        List.of(
            Result.Goal.atLeast("defects", all.size(), FEWEST_DEFECTS),
            Result.Goal.atMost("defects that are not caught", all.size() - caught, 0),
            Result.Goal.atMost("false alarms", alarms, 0)));
  }

  /** What a drill compares of a database: everything, and who sees what. */
  private record Look(Inventory inventory, Access access) {}

  private int caught(List<Workshop.Defect> defects) throws Exception {
    System.err.printf("%d defects …%n", defects.size());
    String sound = workshop.copy(workshop.database());
    Look was = look(sound);
    int caught = 0;
    for (Workshop.Defect defect : defects) {
      String copy = workshop.copy(sound);
      workshop.execute(copy, defect.sql());
      Look is = look(copy);
      workshop.drop(copy);
      List<String> differences = differences(was, is);
      if (differences.stream().anyMatch(each -> each.startsWith(defect.named()))) {
        caught++;
      } else {
        System.err.printf("NOT CAUGHT: %s%n  found: %s%n", defect.sql(), differences);
      }
      if (!counts(was).equals(counts(is))) {
        byRowCounts++;
      }
    }
    return caught;
  }

  private Look look(String database) throws Exception {
    try (var reader = ReadingRole.create(superuser, database);
        var observation = Observation.begin(reader.login(), database, HASH_WORKERS);
        var access = AccessLook.begin(superuser, database, Optional.of(observation.snapshot()))) {
      Access seen = access.await();
      return new Look(observation.finish(), seen);
    }
  }

  private static List<String> differences(Look was, Look is) {
    var all = new ArrayList<String>();
    Comparison.of(was.inventory(), is.inventory()).stream().map(Difference::what).forEach(all::add);
    all.addAll(
        ComparedAccess.of(was.access(), is.access(), was.inventory().catalogue()).differences());
    return all;
  }

  private static Map<String, Long> counts(Look look) {
    Map<String, Long> counts = new LinkedHashMap<>();
    look.inventory().tables().forEach(each -> counts.put(each.table(), each.rows()));
    return counts;
  }

  private int alarms(int backups, long[] written) throws Exception {
    Path keyFile = folder.resolve("master.key");
    byte[] key = new byte[32];
    new Random(7).nextBytes(key);
    Files.writeString(keyFile, Base64.getEncoder().encodeToString(key));
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
    Path drills = Files.createDirectory(folder.resolve("drills"));
    Files.setPosixFilePermissions(drills, PosixFilePermissions.fromString("rwxr-xr-x"));
    var objects = new DirectoryObjects(folder.resolve("objects"));
    var vault = new Vault(objects, MasterKey.read(keyFile, SecretFile.Guard.MODE));
    var records = new RecordPart(objects, vault);
    var taking = new Taking(superuser, vault, Optional.empty(), records, HASH_WORKERS, LIMIT);
    var drill = new Drill(vault, drills, HASH_WORKERS, LIMIT);
    String database = workshop.database();
    int alarms = 0;
    try (var writers = new Writers(superuser, database)) {
      for (int i = 0; i < backups; i++) {
        var of = new Taking.Of(BackupId.next(), EnvironmentId.next(), database, Optional.empty());
        Manifest manifest = taking.take(of);
        if (drill.drill(manifest, recovery -> {}).verdict()
            instanceof Verdict.Different(List<Difference> differences)) {
          alarms++;
          System.err.printf("FALSE ALARM: %s%n", differences);
        }
      }
      written[0] = writers.written();
    }
    return alarms;
  }

  /** Two clients who add, change and delete rows, some of which others may see. */
  private static final class Writers implements AutoCloseable {
    private static final int CLIENTS = 2;
    private static final int WORKSHOPS = 60;
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong written = new AtomicLong();
    private volatile boolean stopped;
    private volatile String failure = "";

    Writers(Login login, String database) {
      for (int i = 0; i < CLIENTS; i++) {
        var random = new Random(i);
        threads.add(Thread.ofPlatform().start(() -> write(login, database, random)));
      }
    }

    private void write(Login login, String database, Random random) {
      try (Connection connection = login.open(database);
          var statement = connection.createStatement()) {
        while (!stopped) {
          int workshop = 1 + random.nextInt(WORKSHOPS);
          statement.execute(
              "insert into public.bookings (workshop_id, user_id, seats)"
                  + " values (%d, (select id from auth.users limit 1), 2)".formatted(workshop));
          statement.execute(
              "update public.workshops set price = price + 1 where id = %d".formatted(workshop));
          statement.execute(
              "insert into public.events values (date '2025-01-01' + %d, 'new')"
                  .formatted(workshop));
          statement.execute(
              "delete from public.cache where key = '%d'".formatted(random.nextInt(WORKSHOPS)));
          statement.execute("insert into public.cache values (gen_random_uuid(), 'new')");
          statement.execute("select nextval('public.tickets')");
          Thread.sleep(PAUSE);
          written.addAndGet(5);
        }
      } catch (SQLException e) {
        failure = String.valueOf(e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    long written() {
      if (!failure.isEmpty()) {
        throw new IllegalStateException("a writer failed: " + failure);
      }
      return written.get();
    }

    @Override
    public void close() throws InterruptedException {
      stopped = true;
      for (Thread each : threads) {
        each.join();
      }
    }
  }
}
