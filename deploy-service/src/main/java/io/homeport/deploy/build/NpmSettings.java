package io.homeport.deploy.build;

import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where packages come from on this machine, as its npm is configured.
 *
 * @param registry the only place that packages are fetched from
 * @param defaultHost the host that npm itself calls the registry, and writes into lockfiles
 * @param certificates extra certificate authorities, where the machine's npm needs them
 */
record NpmSettings(URI registry, String defaultHost, Optional<Path> certificates) {

  /** npm wants two different files; neither is there. */
  private static final Map<String, String> NO_FILES =
      Map.of(
          "npm_config_userconfig", "/nonexistent/user-npmrc",
          "npm_config_globalconfig", "/nonexistent/global-npmrc");

  /**
   * Asks npm.
   *
   * @param environment of this service: npm reads its configuration from the HOME it names
   */
  static NpmSettings ofThisMachine(Map<String, String> environment) {
    URI registry = URI.create(config("registry", environment).orElseThrow());
    var untouched = new LinkedHashMap<>(environment);
    untouched.putAll(NO_FILES);
    untouched.remove("npm_config_registry");
    URI standard = URI.create(config("registry", untouched).orElseThrow());
    return new NpmSettings(
        registry, standard.getHost(), config("cafile", environment).map(Path::of));
  }

  boolean serves(String host) {
    return host.equalsIgnoreCase(registry.getHost()) || host.equalsIgnoreCase(defaultHost);
  }

  /**
   * npm's settings as environment variables: the project's and the user's own files are not read.
   */
  Map<String, String> environment() {
    var settings = new LinkedHashMap<String, String>();
    settings.put("npm_config_registry", registry.toString());
    settings.put("npm_config_replace_registry_host", "always");
    settings.putAll(NO_FILES);
    settings.put("npm_config_update_notifier", "false");
    settings.put("npm_config_fund", "false");
    settings.put("npm_config_audit", "false");
    settings.put("npm_config_progress", "false");
    certificates.ifPresent(file -> {
      settings.put("npm_config_cafile", file.toString());
      settings.put("NODE_EXTRA_CA_CERTS", file.toString());
    });
    return settings;
  }

  private static Optional<String> config(String key, Map<String, String> environment) {
    var relevant = new LinkedHashMap<String, String>();
    environment.forEach((name, value) -> {
      if (name.equals("PATH") || name.equals("HOME") || name.startsWith("npm_config_")) {
        relevant.put(name, value);
      }
    });
    String answer =
        Processes.run(Command.of("npm", "config", "get", key).with(relevant).in(Path.of("/")))
            .orThrow()
            .stdout()
            .strip();
    return Optional.of(answer)
        .filter(value -> !value.isEmpty() && !value.equals("null") && !value.equals("undefined"));
  }
}
