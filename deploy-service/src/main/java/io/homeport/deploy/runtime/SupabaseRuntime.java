package io.homeport.deploy.runtime;

import io.homeport.deploy.build.BuildManifest;
import io.homeport.deploy.environment.AppsCluster;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentKeys;
import io.homeport.deploy.environment.Provisioning;
import io.homeport.deploy.site.PublicVariables;
import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * REST, auth, storage, realtime and functions as Supabase has them, by the embedded runtime in
 * {@code runtimes/supabase}; its README describes every key that is written here.
 */
public final class SupabaseRuntime implements Runtime {
  private static final int CONNECTIONS = 8;
  private static final int TRIAL_CONNECTIONS = 4;
  private static final int SHORTEST_KEY = 16;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path folder;
  private final AppsCluster cluster;
  private final FunctionsNetwork network;
  private Optional<Provisioning.Schema> schema = Optional.empty();
  private Optional<Path> deno = Optional.empty();

  /**
   * @param folder of the runtime, with its packages installed
   * @param network where edge functions may and may not go
   */
  SupabaseRuntime(Path folder, AppsCluster cluster, FunctionsNetwork network) {
    this.folder = folder.toAbsolutePath().normalize();
    this.cluster = cluster;
    this.network = network;
  }

  /**
   * Where edge functions may and may not go.
   *
   * @param denied what they must not reach, in Deno's form
   * @param redirects origins of builders' hosted services, and where requests go instead
   */
  record FunctionsNetwork(List<String> denied, Map<String, String> redirects) {

    FunctionsNetwork {
      denied = List.copyOf(denied);
      redirects = Map.copyOf(redirects);
    }
  }

  @Override
  public String name() {
    return "supabase";
  }

  public Path folder() {
    return folder;
  }

  /** The SQL of this runtime, as it says itself; asked once. */
  public synchronized Provisioning.Schema schema() {
    if (schema.isEmpty()) {
      schema =
          Optional.of(
              new Provisioning.Schema(
                  read("sql/cluster.sql"), read("sql/database.sql"), ask("src/schema.mjs")));
    }
    return schema.get();
  }

  /** The Deno binary that came with the runtime's packages. */
  public synchronized Path deno() {
    if (deno.isEmpty()) {
      deno = Optional.of(Path.of(ask("src/deno-path.mjs").strip()));
    }
    return deno.get();
  }

  @Override
  public Optional<BackendForm> backend() {
    return Optional.of(this::backend);
  }

  private Backend backend(Placement placement) {
    Path files = placement.files().resolve(placement.environment().id().toString());
    Path storage = storage(files, placement.database());
    // Where the runtime keeps what is not whole yet: beside the stored files, by its README.
    Path uploads = storage.resolveSibling(storage.getFileName() + "-unfinished");
    Path mail = files.resolve("mail");
    return new Backend(
        List.of("node", folder.resolve("src/server.mjs").toString()),
        BackendConfiguration.json(configuration(placement, storage, mail)),
        List.of(storage, uploads, mail));
  }

  /**
   * A process of this runtime for a moment, on a database that a drill has restored.
   *
   * @param keys made for it alone
   * @param folder what it writes goes there, and goes away with it
   */
  public record Trial(
      UUID instance, int port, String databaseUrl, EnvironmentKeys keys, Path folder) {

    @Override
    public String toString() {
      return "Trial[" + instance + "]";
    }
  }

  /**
   * What answers REST and auth alone: no functions, jobs, webhooks or server of the app's own, no
   * variables, so that nothing is sent to anybody.
   */
  public Backend trial(Trial trial) {
    Path storage = trial.folder().resolve("storage");
    Path mail = trial.folder().resolve("mail");
    var configuration = new LinkedHashMap<String, Object>();
    configuration.put("port", trial.port());
    configuration.put("instance", trial.instance().toString());
    configuration.put("databaseUrl", trial.databaseUrl());
    configuration.put("jwtSecret", trial.keys().jwtSecret());
    configuration.put("siteUrl", "http://127.0.0.1:" + trial.port());
    configuration.put(
        "keys",
        Map.of(
            "anon",
            List.of(trial.keys().anonKey()),
            "service",
            List.of(trial.keys().serviceKey())));
    configuration.put("storageDir", storage.toString());
    configuration.put("mailDir", mail.toString());
    configuration.put("poolMax", TRIAL_CONNECTIONS);
    configuration.put("cron", false);
    return new Backend(
        List.of("node", folder.resolve("src/server.mjs").toString()),
        BackendConfiguration.json(configuration),
        List.of(storage, storage.resolveSibling(storage.getFileName() + "-unfinished"), mail));
  }

  /** Files that were restored with a database come into service, and go out of it, with it. */
  private static Path storage(Path files, String database) {
    Path restored = files.resolve("storage-of").resolve(database);
    return Files.isDirectory(restored) ? restored : files.resolve("storage");
  }

  private Map<String, Object> configuration(Placement placement, Path storage, Path mail) {
    Environment environment = placement.environment();
    String origin = BackendConfiguration.origin(environment);
    var configuration = new LinkedHashMap<String, Object>();
    configuration.put("port", placement.port());
    configuration.put("instance", placement.instance().toString());
    configuration.put(
        "databaseUrl",
        cluster.url(
            placement.database(), environment.owner(), environment.keys().databasePassword()));
    configuration.put("jwtSecret", environment.keys().jwtSecret());
    configuration.put("siteUrl", origin);
    configuration.put("redirectUrls", List.of(origin + "/**"));
    configuration.put("keys", keys(environment, placement.release()));
    configuration.put("storageDir", storage.toString());
    configuration.put("mailDir", mail.toString());
    configuration.put("poolMax", CONNECTIONS);
    configuration.put("cron", true);
    configuration.put("rewrites", rewrites(placement.release(), origin));
    configuration.put("redirects", network.redirects());
    configuration.put("variables", placement.variables());
    placement
        .functions()
        .ifPresent(bundle -> configuration.put("functions", functions(bundle, placement)));
    NodeServerRuntime.app(placement, serverVariables(placement, origin))
        .ifPresent(app -> configuration.put("app", app));
    return configuration;
  }

  /** What the app's own server knows of its environment, by each builder's names. */
  private static Map<String, String> serverVariables(Placement placement, String origin) {
    var variables = new LinkedHashMap<String, String>();
    String anonKey = placement.environment().keys().anonKey();
    variables.put("SUPABASE_URL", origin);
    variables.put("SUPABASE_ANON_KEY", anonKey);
    variables.put("SUPABASE_PUBLISHABLE_KEY", anonKey);
    variables.putAll(PublicVariables.of(origin, project(placement.release()), anonKey));
    if (placement.release().server().map(BuildManifest.Server::readsServiceKey).orElse(false)) {
      String serviceKey = placement.environment().keys().serviceKey();
      List.of("SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_KEY")
          .forEach(name -> variables.put(name, serviceKey));
    }
    placement.variables().forEach(variables::putIfAbsent);
    return variables;
  }

  /** What an app makes an address of that {@link #rewrites} has: any project of its source does. */
  private static String project(BuildManifest release) {
    return new TreeSet<>(release.projects()).stream().findFirst().orElse("");
  }

  /** The imported app's own public keys stay valid: they may be in places nobody rewrites. */
  private static Map<String, List<String>> keys(Environment environment, BuildManifest release) {
    List<String> anon =
        Stream.concat(
                Stream.of(environment.keys().anonKey()),
                new TreeSet<>(release.publicKeys()).stream())
            .filter(key -> key.length() >= SHORTEST_KEY)
            .toList();
    return Map.of("anon", anon, "service", List.of(environment.keys().serviceKey()));
  }

  private static Map<String, String> rewrites(BuildManifest release, String origin) {
    var rewrites = new LinkedHashMap<String, String>();
    new TreeSet<>(release.projects())
        .forEach(project -> rewrites.put("https://" + project + ".supabase.co", origin));
    return rewrites;
  }

  private Map<String, Object> functions(Path bundle, Placement placement) {
    var functions = new LinkedHashMap<String, Object>();
    functions.put("dir", bundle.resolve("supabase/functions").toString());
    functions.put("importMap", bundle.resolve("prepared/import-map.json").toString());
    functions.put("locksDir", bundle.resolve("prepared/locks").toString());
    functions.put("deno", deno().toString());
    functions.put("denoDir", bundle.resolve("deno").toString());
    functions.put("noVerify", placement.release().publicFunctions());
    functions.put("denyNet", network.denied());
    return functions;
  }

  private String ask(String script) {
    return Processes.run(
            Command.of("node", folder.resolve(script).toString())
                .with("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"))
                .with("LITE_TELEMETRY", "0")
                .in(folder)
                .limit(LIMIT))
        .orThrow()
        .stdout();
  }

  private String read(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the runtime in " + folder + " is not whole: " + file + " cannot be read", e);
    }
  }
}
