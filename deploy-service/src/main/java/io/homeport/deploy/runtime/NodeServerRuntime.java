package io.homeport.deploy.runtime;

import io.homeport.deploy.build.BuildManifest;
import io.homeport.deploy.environment.AppsCluster;
import io.homeport.deploy.environment.Environment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server that an app brings along, on its environment's database, by the runtime in {@code
 * runtimes/node-server}; its README describes every key that is written here.
 */
public final class NodeServerRuntime implements Runtime {
  private final Path folder;
  private final AppsCluster cluster;
  private final Map<String, String> redirects;

  /**
   * @param redirects origins of builders' hosted services, and where requests go instead
   */
  NodeServerRuntime(Path folder, AppsCluster cluster, Map<String, String> redirects) {
    this.folder = folder;
    this.cluster = cluster;
    this.redirects = Map.copyOf(redirects);
  }

  @Override
  public String name() {
    return "node-server";
  }

  public Path folder() {
    return folder;
  }

  @Override
  public Optional<BackendForm> backend() {
    return Optional.of(this::backend);
  }

  private Backend backend(Placement placement) {
    return new Backend(
        List.of("node", folder.resolve("src/server.mjs").toString()),
        BackendConfiguration.json(configuration(placement)),
        List.of());
  }

  private Map<String, Object> configuration(Placement placement) {
    Environment environment = placement.environment();
    var configuration = new LinkedHashMap<String, Object>();
    configuration.put("port", placement.port());
    configuration.put("instance", placement.instance().toString());
    configuration.put(
        "databaseUrl",
        cluster.url(
            placement.database(), environment.owner(), environment.keys().databasePassword()));
    configuration.put("siteUrl", BackendConfiguration.origin(environment));
    configuration.put("redirects", redirects);
    configuration.put("app", app(placement, placement.variables()).orElseThrow());
    return configuration;
  }

  /**
   * The part of a configuration that says what server the app brings along; empty when it brings
   * none.
   */
  static Optional<Map<String, Object>> app(Placement placement, Map<String, String> variables) {
    return placement.release().server().map(server -> app(placement, server, variables));
  }

  private static Map<String, Object> app(
      Placement placement, BuildManifest.Server server, Map<String, String> variables) {
    var app = new LinkedHashMap<String, Object>();
    app.put("dir", placement.server().orElseThrow().toString());
    app.put("start", server.start());
    app.put("env", variables);
    server
        .node()
        .ifPresent(node ->
            app.put(
                "node",
                Map.of(
                    "program", placement.node().orElseThrow().toString(),
                    "version", node.version())));
    return app;
  }
}
