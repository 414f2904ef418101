package io.homeport.testkit;

import io.homeport.local.Checkout;
import io.homeport.local.JavaProgram;
import io.homeport.local.LogTail;
import io.homeport.local.ProcessId;
import io.homeport.local.Secret;
import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.local.postgres.Databases;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One PostgreSQL cluster and one Kafka broker, as processes, for all tests of a Maven run: started
 * by the first test JVM that asks, used by those after it, ended when Maven has ended. Durability
 * is off: they are fast, and a crash of the machine costs their data.
 *
 * <p>Tests that crash a server start their own: {@link OwnServices}.
 */
public final class SharedServices {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ServicesFile.Content services;

  private SharedServices(ServicesFile.Content services) {
    this.services = services;
  }

  /** The running services; starts them if there are none (3 s). */
  public static SharedServices get() {
    var folder = new GuardedFolder(Checkout.find().root().resolve("target/testkit"));
    return folder.locked(() -> {
      folder.addUser(ProcessAncestry.buildOrSelf());
      return new SharedServices(folder.running().orElseGet(() -> start(folder)));
    });
  }

  /** What clients take as {@code bootstrap.servers}. */
  public String kafka() {
    return "127.0.0.1:" + services.kafkaPort();
  }

  /** A superuser of the cluster, in the database postgres. */
  public DatabaseAddress superuser() {
    return new DatabaseAddress(
        "127.0.0.1",
        services.postgresPort(),
        "postgres",
        services.postgresUser(),
        new Secret(services.postgresPassword()));
  }

  /**
   * A new empty database, owned by a new role of the same name that is no superuser, so that row
   * security holds for it.
   *
   * @param prefix of its name: lower-case letters, digits and underscores
   */
  public DatabaseAddress createDatabase(String prefix) {
    String name = prefix + "_" + randomHex(4);
    var password = new Secret(randomHex(12));
    var databases = new Databases(superuser());
    databases.role(name, password, Databases.Power.ORDINARY);
    return databases.database(name, name, password);
  }

  /** Removes a database and ends its connections; its role stays. */
  public void dropDatabase(DatabaseAddress database) {
    new Databases(superuser()).dropDatabase(database.database());
  }

  /** A name that no other test uses: for topics, consumer groups, folders. */
  public static String uniqueName(String prefix) {
    return prefix + "-" + randomHex(4);
  }

  private static String randomHex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static ServicesFile.Content start(GuardedFolder folder) {
    Path log = folder.path().resolve("guardian.log");
    Spawned guardian =
        Processes.startDetached(
            JavaProgram.withHeap(48)
                .options("-Dhomeport.root=" + Checkout.find().root())
                .main(
                    System.getProperty("java.class.path"),
                    GuardianMain.class.getName(),
                    folder.path().toString()),
            log);
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    Optional<ServicesFile.Content> running = folder.running();
    while (running.isEmpty()) {
      if (!guardian.isAlive() || System.nanoTime() > deadline) {
        guardian.stop(Duration.ofSeconds(10));
        throw new IllegalStateException("The services for tests did not start. " + LogTail.of(log));
      }
      GuardedFolder.pause();
      running = folder.running();
    }
    return running.get();
  }

  /** The process whose end is the end of the tests. */
  private static final class ProcessAncestry {
    /** The nearest Java process above this one: Maven. Without one, this one. */
    static ProcessId buildOrSelf() {
      var above = ProcessHandle.current().parent();
      while (above.isPresent() && !isJava(above.get())) {
        above = above.get().parent();
      }
      return above.flatMap(handle -> ProcessId.of(handle.pid())).orElseGet(ProcessId::current);
    }

    private static boolean isJava(ProcessHandle process) {
      return process.info().command().filter(command -> command.endsWith("/java")).isPresent();
    }
  }
}
