package io.homeport.bench.backup;

import io.homeport.backup.drill.Drill;
import io.homeport.backup.drill.Verdict;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.dump.Taking;
import io.homeport.backup.envelope.Vault;
import io.homeport.backup.keys.MasterKey;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.Secret;
import io.homeport.backup.record.RecordPart;
import io.homeport.bench.OwnPostgres;
import io.homeport.bench.PeakMemory;
import io.homeport.bench.Result;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.local.postgres.PostgresCluster;
import io.homeport.objects.DirectoryObjects;
import io.homeport.processes.Command;
import io.homeport.processes.OsUser;
import io.homeport.processes.Processes;
import io.homeport.processes.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code ./homeport bench backup [MEBIBYTES]}: what it costs to take a backup, and to prove it,
 * beside PostgreSQL's own dump, pgBackRest and a copy of the files, all of one database of rows as
 * apps have them.
 */
public final class BackupBench {
  private static final double CPU_GOAL = 9;
  private static final double SIZE_GOAL = 0.27;
  private static final double RESTORE_GOAL = 10;
  private static final double CYCLE_GOAL = 30;
  private static final double MEMORY_GOAL = 300;
  private static final double SLOWDOWN_GOAL = 1.3;
  private static final double MEBI = 1 << 20;
  private static final double GIBI = 1 << 30;

  /** As the service has it unless it is told otherwise. */
  private static final int HASH_WORKERS = 1;

  private static final int DRILL_WORKERS = 2;

  private static final int ORDERS_PER_GIB = 820_000;
  private static final int ORDERS_PER_USER = 5;
  private static final String DATABASE = "shop";
  private static final List<String> TABLES = List.of("users", "orders", "events");
  private static final Duration LIMIT = Duration.ofHours(2);
  private static final Duration CALM = Duration.ofSeconds(10);

  private final OwnPostgres postgres;
  private final PostgresCluster cluster;
  private final Path folder;
  private final long orders;
  private final Map<String, Double> ours = new LinkedHashMap<>();
  private final Map<String, Double> peers = new LinkedHashMap<>();
  private double databaseBytes;

  private BackupBench(OwnPostgres postgres, long orders) {
    this.postgres = postgres;
    this.cluster = postgres.cluster();
    this.folder = postgres.folder();
    this.orders = orders;
  }

  /**
   * @param arguments how large the database is to be, in mebibytes; 1024 if there is none
   */
  public static void main(String... arguments) throws Exception {
    long mebibytes = arguments.length == 0 ? 1024 : Long.parseLong(arguments[0]);
    try (var postgres = OwnPostgres.start()) {
      var bench = new BackupBench(postgres, mebibytes * ORDERS_PER_GIB / 1024);
      System.out.println(bench.measure().toTable());
    }
    System.exit(0);
  }

  private Result measure() throws Exception {
    fill();
    dumps();
    postgres.down();
    copies();
    postgres.up();
    return backups();
  }

  private void fill() throws IOException, SQLException {
    System.err.printf("%,d orders …%n", orders);
    String script;
    try (var sql = BackupBench.class.getResourceAsStream("shop.sql")) {
      script = new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    }
    postgres.execute("postgres", "create database " + DATABASE);
    postgres.execute(
        DATABASE,
        script
            .replace("{{users}}", Long.toString(users()))
            .replace("{{orders}}", Long.toString(orders)));
    postgres.execute(DATABASE, "vacuum analyze");
    postgres.execute(DATABASE, "checkpoint");
    databaseBytes = number("select pg_database_size('" + DATABASE + "')");
    ours.put("database, MiB", databaseBytes / MEBI);
    ours.put("rows", (double) (users() + 3 * orders));
  }

  private long users() {
    return Math.max(1, orders / ORDERS_PER_USER);
  }

  /** What everybody has. */
  private void dumps() throws Exception {
    Path gzip = folder.resolve("gzip.dump");
    peer("pg_dump -Fc", gzip, () -> start(dump("--file=" + gzip, "--format=custom")));
    Path zstd = folder.resolve("zstd.dump");
    peer(
        "pg_dump -Fc -Z0, zstd -1",
        zstd,
        () ->
            ProcessBuilder.startPipeline(
                List.of(
                    dump("--format=custom", "--compress=0"),
                    new ProcessBuilder("zstd", "-1", "-q", "-f", "-o", zstd.toString()))));
    postgres.execute("postgres", "create database again");
    Path archive = gzip;
    Cost cost =
        Cost.of(() ->
            await(start(program("pg_restore", "--dbname=again", "--jobs=2", archive.toString()))));
    peers.put("pg_restore -j2, s", cost.seconds());
    peers.put("pg_restore -j2, CPU s per GiB", perGib(cost.processor()));
    postgres.execute("postgres", "drop database again");
    Files.delete(gzip);
    Files.delete(zstd);
    binary();
  }

  /**
   * Rows as PostgreSQL's programs have them among each other, which no archive of pg_dump holds.
   */
  private void binary() throws Exception {
    Path zstd = folder.resolve("binary.zst");
    peer(
        "COPY BINARY, zstd -1",
        zstd,
        () ->
            ProcessBuilder.startPipeline(
                List.of(
                    sql(DATABASE, TABLES.stream().map(each -> copy(each, "to stdout"))),
                    new ProcessBuilder("zstd", "-1", "-q", "-f", "-o", zstd.toString()))));
    Files.delete(zstd);
    Path rows = Files.createDirectory(folder.resolve("rows"));
    Processes.run(Command.of("chown", "postgres", rows.toString())).orThrow();
    Path schema = folder.resolve("schema.dump");
    await(start(dump("--file=" + schema, "--format=custom", "--schema-only")));
    await(
        start(
            sql(
                DATABASE,
                TABLES.stream().map(each -> copy(each, "to '" + rows.resolve(each) + "'")))));
    postgres.execute("postgres", "create database again");
    await(start(program("pg_restore", "--dbname=again", "--section=pre-data", schema.toString())));
    Stream<String> load =
        Stream.concat(
            Stream.of("begin", "truncate " + String.join(", ", TABLES)),
            Stream.concat(
                TABLES.stream()
                    .map(each -> copy(each, "from '" + rows.resolve(each) + "'", "freeze")),
                Stream.of("commit")));
    Cost cost =
        Cost.of(() -> {
          await(start(sql("again", load)));
          await(
              start(
                  program(
                      "pg_restore",
                      "--dbname=again",
                      "--section=post-data",
                      "--jobs=2",
                      schema.toString())));
        });
    peers.put("COPY BINARY FREEZE and indexes, s", cost.seconds());
    peers.put("COPY BINARY FREEZE and indexes, CPU s per GiB", perGib(cost.processor()));
    postgres.execute("postgres", "drop database again");
    Processes.run(Command.of("rm", "-rf", rows.toString(), schema.toString())).orThrow();
  }

  private static String copy(String table, String direction, String... options) {
    return "copy public.%s %s (%s)"
        .formatted(
            table,
            direction,
            Stream.concat(Stream.of("format binary"), Stream.of(options))
                .collect(Collectors.joining(", ")));
  }

  /** One session that runs these one after the other. */
  private ProcessBuilder sql(String database, Stream<String> statements) {
    var all = new ArrayList<>(List.of("--dbname=" + database, "--quiet", "--set=ON_ERROR_STOP=1"));
    statements.forEach(each -> all.add("--command=" + each));
    return program("psql", all.toArray(String[]::new));
  }

  /** What the files themselves cost, with the server down. */
  private void copies() throws Exception {
    Path data = cluster.directory().resolve("data");
    Path copy = folder.resolve("copy");
    peer(
        "copy of the data directory",
        copy,
        () -> start(new ProcessBuilder("cp", "-a", data.toString(), copy.toString())));
    Processes.run(Command.of("rm", "-rf", copy.toString())).orThrow();
    if (!Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(each -> Files.isExecutable(Path.of(each, "pgbackrest")))) {
      System.err.println("pgbackrest is not installed; it is left out");
      return;
    }
    Path repository = Files.createDirectory(folder.resolve("repository"));
    Processes.run(Command.of("chown", "postgres", repository.toString())).orThrow();
    pgBackRest(repository, data, "stanza-create");
    peer(
        "pgbackrest --no-online, zst",
        repository,
        () -> {
          pgBackRest(repository, data, "backup");
          return List.of();
        });
    Processes.run(Command.of("rm", "-rf", repository.toString())).orThrow();
  }

  private void pgBackRest(Path repository, Path data, String command) {
    var run =
        Command.of(
                "pgbackrest",
                "--no-config",
                "--stanza=bench",
                "--pg1-path=" + data,
                "--repo1-path=" + repository,
                "--log-path=" + repository,
                "--lock-path=" + repository.resolve("lock"),
                "--log-level-file=off",
                "--log-level-console=warn",
                "--no-online",
                command)
            .limit(LIMIT);
    if (command.equals("backup")) {
      run = run.plus("--compress-type=zst", "--compress-level=1", "--process-max=2");
    }
    Processes.run(OsUser.canSwitch() ? run.as(OsUser.named("postgres")) : run).orThrow();
  }

  private Result backups() throws Exception {
    var superuser =
        new Login(
            "127.0.0.1",
            cluster.port(),
            PostgresCluster.SUPERUSER,
            new Secret(cluster.password().reveal()));
    Path objects = folder.resolve("objects");
    var storage = new DirectoryObjects(objects);
    Vault vault = new Vault(storage, masterKey());
    var taking =
        new Taking(
            superuser,
            vault,
            Optional.empty(),
            new RecordPart(storage, vault),
            HASH_WORKERS,
            LIMIT);

    System.err.println("backup …");
    Cost first = Cost.of(() -> vault.delete(taking.take(database()).archive()));
    ours.put("first take of a process, s", first.seconds());
    ours.put("first take of a process, CPU s per GiB", perGib(first.processor()));
    var taken = new Manifest[1];
    Cost take =
        Cost.of(() -> {
          taken[0] = taking.take(database());
          taking.store(taken[0]);
        });
    double stored = size(objects);
    ours.put("take, s", take.seconds());
    ours.put("take, CPU s per GiB", perGib(take.processor()));
    ours.put("stored, share of the database", stored / databaseBytes);

    System.err.println("drill …");
    Path drills = Files.createDirectory(folder.resolve("drills"));
    Files.setPosixFilePermissions(drills, PosixFilePermissions.fromString("rwxr-xr-x"));
    var drill = new Drill(vault, drills, DRILL_WORKERS, LIMIT);
    double before = ProcessorTime.seconds();
    long began = System.nanoTime();
    var restore = new double[1];
    Drill.Result result =
        drill.drill(taken[0], recovery -> restore[0] = ProcessorTime.seconds() - before);
    double proving = (System.nanoTime() - began) / 1e9;
    if (!(result.verdict() instanceof Verdict.Equal)) {
      throw new IllegalStateException("the drill found " + result.verdict());
    }
    ours.put("restore, s", result.recovery().toMillis() / 1e3);
    ours.put("restore, CPU s per GiB", perGib(restore[0]));
    ours.put("compare, s", result.comparing().toMillis() / 1e3);
    double cycle = take.seconds() + proving;
    ours.put("taken and proven, s", cycle);
    double memory = PeakMemory.mebibytes();
    ours.put("memory of this JVM at most, MiB", memory);

    double slowdown = slowdown(taking, superuser);
    return new Result(
        "backup",
        ours,
        peers,
        List.of(
            Result.Goal.atMost("take, CPU s per GiB", perGib(take.processor()), CPU_GOAL),
            Result.Goal.atMost("size", stored / databaseBytes, SIZE_GOAL),
            Result.Goal.atMost("restore, CPU s per GiB", perGib(restore[0]), RESTORE_GOAL),
            Result.Goal.atMost("taken and proven, s per GiB", perGib(cycle), CYCLE_GOAL),
            Result.Goal.atMost("memory, MiB", memory, MEMORY_GOAL),
            Result.Goal.atMost("p99 of the app, times", slowdown, SLOWDOWN_GOAL)));
  }

  private double slowdown(Taking taking, Login superuser) throws Exception {
    System.err.println("backup of an app in use …");
    try (var load = AppLoad.start(superuser, DATABASE, users())) {
      Thread.sleep(CALM);
      load.p99Millis();
      Thread.sleep(CALM);
      double calm = load.p99Millis();
      taking.take(database());
      double busy = load.p99Millis();
      peers.put("p99 of the app, ms", calm);
      ours.put("p99 of the app during a backup, ms", busy);
      return busy / calm;
    }
  }

  /** What something took. */
  private record Cost(double seconds, double processor) {

    @FunctionalInterface
    interface Work {
      void run() throws Exception;
    }

    static Cost of(Work work) throws Exception {
      double processor = ProcessorTime.seconds();
      long began = System.nanoTime();
      work.run();
      double seconds = (System.nanoTime() - began) / 1e9;
      return new Cost(seconds, ProcessorTime.seconds() - processor);
    }
  }

  private void peer(String name, Path output, Callable<List<Process>> work) throws Exception {
    System.err.printf("%s …%n", name);
    Cost cost = Cost.of(() -> await(work.call()));
    peers.put(name + ", s", cost.seconds());
    peers.put(name + ", CPU s per GiB", perGib(cost.processor()));
    peers.put(name + ", share of the database", size(output) / databaseBytes);
  }

  private static Taking.Of database() {
    return new Taking.Of(BackupId.next(), EnvironmentId.next(), DATABASE, Optional.empty());
  }

  private ProcessBuilder dump(String... arguments) {
    var all = new ArrayList<>(List.of("--dbname=" + DATABASE));
    all.addAll(List.of(arguments));
    return program("pg_dump", all.toArray(String[]::new));
  }

  private ProcessBuilder program(String name, String... arguments) {
    var all =
        new ArrayList<>(
            List.of(
                cluster.binaries().program(name).toString(),
                "--host=127.0.0.1",
                "--port=" + cluster.port(),
                "--username=" + PostgresCluster.SUPERUSER));
    all.addAll(List.of(arguments));
    var builder = new ProcessBuilder(all);
    builder.environment().put("PGPASSWORD", cluster.password().reveal());
    return builder;
  }

  private static List<Process> start(ProcessBuilder builder) throws IOException {
    return List.of(builder.inheritIO().start());
  }

  private static void await(List<Process> processes) throws InterruptedException {
    for (Process each : processes) {
      if (each.waitFor() != 0) {
        throw new IllegalStateException(each.info() + " ended with " + each.exitValue());
      }
    }
  }

  private double perGib(double value) {
    return value / (databaseBytes / GIBI);
  }

  private MasterKey masterKey() throws IOException {
    byte[] key = new byte[32];
    new Random(7).nextBytes(key);
    Path file = folder.resolve("master.key");
    Files.writeString(file, Base64.getEncoder().encodeToString(key));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return MasterKey.read(file, SecretFile.Guard.MODE);
  }

  private static double size(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).mapToLong(each -> each.toFile().length()).sum();
    }
  }

  private double number(String query) throws SQLException {
    try (Connection connection = cluster.superuser().connect();
        var row = connection.createStatement().executeQuery(query)) {
      row.next();
      return row.getDouble(1);
    }
  }
}
