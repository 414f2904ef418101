package io.homeport.deploy.runtime;

import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.environment.AppsCluster;
import io.homeport.deploy.environment.Provisioning;
import io.homeport.deploy.environment.SchemaSource;
import io.homeport.deploy.target.AppLimits;
import io.homeport.deploy.target.HostTarget;
import io.homeport.deploy.target.Target;
import io.homeport.processes.Command;
import io.homeport.processes.OsUser;
import io.homeport.processes.Processes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The runtimes and the target of this installation. */
@ApplicationScoped
public class Runtimes implements SchemaSource {

  private final SupabaseRuntime supabase;
  private final NodeServerRuntime nodeServer;
  private final List<Runtime> all;

  @Inject
  Runtimes(DeployConfig config, AppsCluster cluster) {
    Path folder =
        ReadableRuntime.of(
            config.runtimes(), config.data().toAbsolutePath().normalize().resolve("runtimes"));
    Map<String, String> redirects = redirects(config.functions().redirects().orElse(List.of()));
    supabase =
        new SupabaseRuntime(
            folder.resolve("supabase"),
            cluster,
            new SupabaseRuntime.FunctionsNetwork(
                config.functions().deniedAddresses().orElse(List.of()), redirects));
    nodeServer = new NodeServerRuntime(folder.resolve("node-server"), cluster, redirects);
    all = List.of(supabase, nodeServer, new StaticRuntime());
  }

  private static Map<String, String> redirects(List<String> configured) {
    var redirects = new TreeMap<String, String>();
    for (String each : configured) {
      int equals = each.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "homeport.functions.redirects has pairs such as"
                + " https://ai.example.dev=http://127.0.0.1:4000, not "
                + each);
      }
      redirects.put(each.substring(0, equals).strip(), each.substring(equals + 1).strip());
    }
    return redirects;
  }

  /**
   * @throws IllegalArgumentException if there is no such runtime
   */
  public Runtime named(String name) {
    return all.stream()
        .filter(runtime -> runtime.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no runtime " + name));
  }

  public SupabaseRuntime supabase() {
    return supabase;
  }

  public NodeServerRuntime nodeServer() {
    return nodeServer;
  }

  /** Every environment's database is Supabase's: a later release may need it. */
  @Override
  public Provisioning.Schema schema() {
    return supabase.schema();
  }

  /** Lets the user that apps run as read and, as Deno must, write a folder. */
  void giveToApps(Path folder) {
    if (OsUser.canSwitch()) {
      Processes.run(Command.of("chown", "-R", "-h", "nobody:", folder.toString())).orThrow();
    }
  }

  @Produces
  @Singleton
  static Target target(DeployConfig config) {
    return new HostTarget(
        config.data(),
        config.state(),
        new AppLimits(
            config.appLimits().memoryBytes(),
            config.appLimits().cpuWeight(),
            config.appLimits().processes()));
  }
}
