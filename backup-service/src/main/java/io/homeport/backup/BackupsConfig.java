package io.homeport.backup;

import io.homeport.processes.SecretFile;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What an operator can set for backup-service. */
@ConfigMapping(prefix = "homeport")
public interface BackupsConfig {

  /** Where backups are kept: {@code file:///path} or {@code s3://bucket/prefix?endpoint=…}. */
  URI objects();

  /** A folder of this service's own. */
  Path data();

  /** A file with the master key: 32 bytes as base64. Without it no backup can be read again. */
  Path masterKeyFile();

  /** What keeps others from that file: its {@code mode}, or a container's {@code mount}. */
  @WithDefault("mode")
  SecretFile.Guard masterKeyGuard();

  /**
   * The folder in which the target keeps apps' stored files, as this service reaches it; it reads
   * and writes there. Without it backups hold no stored files, and say so.
   */
  Optional<Path> appsFiles();

  /** The cluster that the apps' databases are in. */
  AppsDatabase appsDatabase();

  Backups backups();

  Archive archive();

  /**
   * The cluster of Homeport's own databases; without it they are not backed up, and that is said.
   */
  Optional<AppsDatabase> platformDatabase();

  Own own();

  /** How a cluster is reached. */
  interface AppsDatabase {

    String host();

    int port();

    /** A superuser: row security must hide nothing from a backup. */
    String user();

    /** A file that holds the password. */
    Path passwordFile();
  }

  /** How Homeport's own databases are backed up. */
  interface Own {

    /** Where the copies are kept. If absent, below {@code homeport.data}. */
    Optional<Path> folder();

    /** How often they are copied. */
    @WithDefault("1d")
    Duration every();

    /** How many copies are kept. */
    @WithDefault("30")
    int keep();

    /** How often it is looked whether one is due. */
    @WithDefault("5m")
    Duration lookEvery();

    /** How long after its start the service looks first. */
    @WithDefault("2m")
    Duration firstLook();
  }

  /** How the past of the cluster of apps is kept, so that it can be restored to a moment. */
  interface Archive {

    /**
     * pgBackRest's configuration, which the cluster archives its log by; PostgreSQL's user must be
     * able to read it. Without it databases come back to a backup only, and to no moment between.
     */
    Optional<Path> config();

    /** pgBackRest. */
    @WithDefault("/usr/bin/pgbackrest")
    Path program();

    /** Where it keeps things, to tell whether that is the databases' own disk. */
    Optional<Path> repository();

    /** How often the whole cluster is copied. */
    @WithDefault("7d")
    Duration fullEvery();

    /** How often what changed since is copied. */
    @WithDefault("1d")
    Duration differentialEvery();

    /** How long one copy, or bringing one back, may take. */
    @WithDefault("12h")
    Duration limit();
  }

  /** How backups are taken and proven. */
  interface Backups {

    /**
     * How many tables are hashed at a time, beside the dump: by one more process of the server
     * each. With one, dump and hashes together take about one core of the cluster of apps.
     */
    @WithDefault("1")
    int hashWorkers();

    /** How many tables are hashed at a time in a drill, on a server of its own. */
    @WithDefault("2")
    int drillWorkers();

    /**
     * How many bytes of a dump are read in a second at most, before compression. Without it a dump
     * is as fast as one process of the server makes it.
     */
    Optional<Long> dumpBytesPerSecond();

    /** How many backups are taken at a time. */
    @WithDefault("1")
    int concurrency();

    /** How long one dump may take. */
    @WithDefault("2h")
    Duration dumpLimit();

    /** How long one pass of restoring may take. */
    @WithDefault("4h")
    Duration restoreLimit();

    /**
     * How long a drill waits for deploy-service to start the release on what was restored, and to
     * ask it. Only where both services are on one machine: the throwaway server listens on
     * loopback. Without it no release is started, and reports say so.
     */
    Optional<Duration> trialLimit();

    /** For how long a dry run, or a comparison with one table, may read a database in service. */
    @WithDefault("2m")
    Duration lookLimit();

    /**
     * Where throwaway clusters live. If absent, below {@code homeport.data}, or below
     * /var/lib/homeport where PostgreSQL's user cannot enter that.
     */
    Optional<Path> drillFolder();

    /** What the policy of a new environment says. */
    Policy policy();

    /** Backups are spread over this long after their time, so that not all begin at once. */
    @WithDefault("30m")
    Duration jitter();

    /** How often all of a kept backup is read again. */
    @WithDefault("7d")
    Duration checkEvery();

    /** How often an environment's newest backup is restored and compared again. */
    @WithDefault("30d")
    Duration drillEvery();

    /**
     * Where backups are kept, by name: {@code main}, which is {@link #objects} unless it is named
     * here, and every other one, each of which gets a copy.
     */
    Map<String, Place> destinations();

    /** How long making or mending one copy may take. */
    @WithDefault("8h")
    Duration copyLimit();

    /** How long after a failure a copy is tried again. */
    @WithDefault("15m")
    Duration copyAgainEvery();

    /** How long after a deletion what was deleted is looked for: storage may tell late. */
    @WithDefault("10m")
    Duration lookAgainAfter();

    /** How often the schedule is looked at. */
    @WithDefault("30s")
    Duration lookEvery();
  }

  /** A place for backups. */
  interface Place {

    /**
     * {@code file:///path}, {@code s3://bucket/prefix?endpoint=…} or {@code
     * sftp://user@host/folder}.
     */
    URI location();

    /** For a bucket; without it the standard AWS places are searched. */
    Optional<String> accessKey();

    /** A file that holds the secret key. */
    Optional<Path> secretKeyFile();

    /** Of an SFTP server, the fingerprint of its key: {@code SHA256:…}. */
    Optional<String> hostKey();

    /** A file that holds the password for an SFTP server. */
    Optional<Path> passwordFile();

    /** A file that holds a private key for an SFTP server, without a passphrase. */
    Optional<Path> keyFile();
  }

  /** When backups are taken and how many are kept, until somebody changes it. */
  interface Policy {

    /** Minute, hour, day of the month, month, day of the week. */
    @WithDefault("0 3 * * *")
    String schedule();

    /** Whose clock is meant. */
    @WithDefault("UTC")
    String zone();

    /** The last backup of each of so many hours. */
    @WithDefault("0")
    int keepHourly();

    /** The last backup of each of so many days. */
    @WithDefault("30")
    int keepDaily();

    /** The last backup of each of so many weeks. */
    @WithDefault("8")
    int keepWeekly();

    /** The last backup of each of so many months. */
    @WithDefault("12")
    int keepMonthly();
  }
}
