package io.homeport.deploy.build;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program that installs packages. Each is told to run no script and no hook, to take nothing from
 * elsewhere than the registry, and to copy what it takes out of its cache, so that what a build
 * changes later is its own.
 */
enum PackageManager {
  NPM("npm", null) {
    @Override
    List<String> install(boolean frozen) {
      return List.of("npm", frozen ? "ci" : "install", "--ignore-scripts", "--include=dev");
    }
  },
  BUN("bun", "bun") {
    @Override
    List<String> install(boolean frozen) {
      return with(
          frozen,
          "--frozen-lockfile",
          List.of("bun", "install", "--ignore-scripts", "--backend=copyfile", "--no-progress"));
    }
  },
  PNPM("pnpm", "pnpm") {
    @Override
    List<String> install(boolean frozen) {
      return pnpm(frozen);
    }
  },
  /** Reads the lockfiles that pnpm wrote before version 9. */
  PNPM_8("pnpm", "pnpm8") {
    @Override
    List<String> install(boolean frozen) {
      return pnpm(frozen);
    }
  },
  YARN("yarn", "yarn") {
    @Override
    List<String> install(boolean frozen) {
      return with(
          frozen,
          "--frozen-lockfile",
          List.of(
              "yarn",
              "install",
              "--no-default-rc",
              "--ignore-scripts",
              "--ignore-engines",
              "--non-interactive",
              "--production=false"));
    }
  },
  YARN_4("yarn", "yarn4") {
    @Override
    List<String> install(boolean frozen) {
      return List.of("yarn", "install", frozen ? "--immutable" : "--no-immutable");
    }
  };

  private final String program;
  private final @Nullable String tool;

  PackageManager(String program, @Nullable String tool) {
    this.program = program;
    this.tool = tool;
  }

  /**
   * @param frozen whether the lockfile is taken as it is, or else the installation fails
   */
  abstract List<String> install(boolean frozen);

  String program() {
    return program;
  }

  /** What has to be fetched first; nothing for npm, which comes with Node. */
  Optional<String> tool() {
    return Optional.ofNullable(tool);
  }

  /** Such as {@code bun 1.4.5}. */
  String title() {
    return tool().map(name -> program + " " + Toolbox.tool(name).version()).orElse(program);
  }

  /** The one that {@code packageManager} of package.json names, such as {@code pnpm@9.1.0}. */
  static Optional<PackageManager> named(String text) {
    int at = text.indexOf('@');
    String name = at < 0 ? text : text.substring(0, at);
    boolean yarnClassic =
        at < 0 || text.startsWith("1.", at + 1) || text.substring(at).equals("@1");
    return switch (name) {
      case "npm" -> Optional.of(NPM);
      case "bun" -> Optional.of(BUN);
      case "pnpm" -> Optional.of(PNPM);
      case "yarn" -> Optional.of(yarnClassic ? YARN : YARN_4);
      default -> Optional.empty();
    };
  }

  /**
   * Its settings as environment variables: files of the project and the user say nothing.
   *
   * @param shared the folder for what may be shared between builds: it is looked up by the digest
   *     of the content, or by name and version after the addresses in the lockfile were dropped
   * @param own a folder for caches that are this build's own
   */
  Map<String, String> environment(NpmSettings npm, String shared, String own) {
    var settings = new LinkedHashMap<>(npm.environment());
    settings.put("CI", "1");
    settings.put("npm_config_cache", shared);
    String registry = npm.registry().toString();
    settings.putAll(
        switch (this) {
          case NPM -> Map.of();
          case BUN ->
              Map.of("BUN_INSTALL_CACHE_DIR", shared + "/bun", "BUN_CONFIG_REGISTRY", registry);
          case PNPM, PNPM_8 ->
              Map.of(
                  "npm_config_store_dir", shared + "/pnpm",
                  "npm_config_package_import_method", "copy",
                  "npm_config_manage_package_manager_versions", "false",
                  "npm_config_package_manager_strict", "false",
                  "npm_config_engine_strict", "false");
          case YARN ->
              Map.of(
                  "SKIP_YARN_COREPACK_CHECK",
                  "1",
                  "YARN_REGISTRY",
                  registry,
                  "YARN_CACHE_FOLDER",
                  own + "/yarn");
          case YARN_4 -> yarn4(npm, registry, own);
        });
    return settings;
  }

  private static Map<String, String> yarn4(NpmSettings npm, String registry, String own) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("YARN_NPM_REGISTRY_SERVER", registry.replaceFirst("/+$", ""));
    settings.put("YARN_CACHE_FOLDER", own + "/yarn");
    settings.put("YARN_GLOBAL_FOLDER", own + "/yarn-global");
    settings.put("YARN_ENABLE_GLOBAL_CACHE", "false");
    settings.put("YARN_ENABLE_SCRIPTS", "false");
    settings.put("YARN_ENABLE_TELEMETRY", "false");
    settings.put("YARN_IGNORE_PATH", "1");
    settings.put("YARN_NODE_LINKER", "node-modules");
    npm.certificates().ifPresent(file -> settings.put("YARN_HTTPS_CA_FILE_PATH", file.toString()));
    return settings;
  }

  private static List<String> pnpm(boolean frozen) {
    return with(
        true,
        frozen ? "--frozen-lockfile" : "--no-frozen-lockfile",
        List.of(
            "pnpm",
            "install",
            "--ignore-scripts",
            "--ignore-pnpmfile",
            "--prod=false",
            "--reporter=append-only"));
  }

  private static List<String> with(boolean wanted, String option, List<String> program) {
    var all = new ArrayList<>(program);
    if (wanted) {
      all.add(2, option);
    }
    return all;
  }
}
