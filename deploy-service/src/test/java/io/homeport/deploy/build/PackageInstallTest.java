package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real package managers and a real registry, with a package that has no dependencies. */
class PackageInstallTest {
  private static final String DIGEST =
      "sha512-41Cifkg6e8TylSpdtTpeLVMqvSBEVzTttHvERD741+pnZ8ANv0004MRL43QKPDlK9cGvNp6NZWZUBlbGXYxxng==";
  private static final String MIRROR =
      "https://mirror.example.net/npm/is-number/-/is-number-7.0.0.tgz";
  private static final Map<String, String> LOCKS =
      Map.of(
          "package-lock.json",
          "{\"name\":\"app\",\"lockfileVersion\":3,\"packages\":{\"\":{\"name\":\"app\",\"dependencies\":{\"is-number\":\"^7.0.0\"}},"
              + "\"node_modules/is-number\":{\"version\":\"7.0.0\",\"resolved\":\""
              + MIRROR
              + "\",\"integrity\":\""
              + DIGEST
              + "\"}}}",
          "bun.lock",
          "{\"lockfileVersion\":1,\"workspaces\":{\"\":{\"name\":\"app\",\"dependencies\":{\"is-number\":\"^7.0.0\",},},},"
              + "\"packages\":{\"is-number\":[\"is-number@7.0.0\",\""
              + MIRROR
              + "\",{},\""
              + DIGEST
              + "\"],}}",
          "pnpm-lock.yaml",
          """
          lockfileVersion: '9.0'
          settings:
            autoInstallPeers: true
            excludeLinksFromLockfile: false
          importers:
            .:
              dependencies:
                is-number:
                  specifier: ^7.0.0
                  version: 7.0.0
          packages:
            is-number@7.0.0:
              resolution: {integrity: %s, tarball: %s}
          snapshots:
            is-number@7.0.0: {}
          """
              .formatted(DIGEST, MIRROR),
          "yarn.lock",
          """
          # yarn lockfile v1


          is-number@^7.0.0:
            version "7.0.0"
            resolved "%s#7535345b896734d5f80c4d06c50955527a14f12b"
            integrity %s
          """
              .formatted(MIRROR, DIGEST));

  @TempDir static Path packages;
  @TempDir Path folder;
  private Workspace workspace;
  private BuildLog log;
  private final List<String> live = new ArrayList<>();

  @BeforeEach
  void forgetWhatWasInstalled() {
    Workspace.remove(packages.resolve("layers"));
  }

  @BeforeEach
  void makeWorkspace() throws IOException {
    workspace = Workspace.under(folder.resolve("builds"), Workspace.buildUser());
    Files.createDirectories(workspace.source());
    log = BuildLog.appendingTo(folder.resolve("build.log"), live::add);
    source(
        "package.json",
        "{\"name\":\"app\",\"scripts\":{\"build\":\"node build.cjs\"},\"dependencies\":{\"is-number\":\"^7.0.0\"}}");
    source(
        "build.cjs",
        """
        const fs = require("node:fs");
        fs.mkdirSync("dist");
        fs.writeFileSync("dist/index.html", String(require("is-number")(7)) + " " + process.version.split(".")[0]);
        """);
  }

  @AfterEach
  void removeWorkspace() {
    log.close();
    workspace.close();
  }

  @ParameterizedTest
  @CsvSource({
    "package-lock.json, npm ci",
    "bun.lock, bun install --frozen-lockfile",
    "pnpm-lock.yaml, pnpm install --frozen-lockfile",
    "yarn.lock, yarn install --frozen-lockfile"
  })
  void packages_are_installed_by_the_manager_whose_lockfile_there_is(String lock, String program)
      throws Exception {
    // Given
    source(lock, LOCKS.get(lock));

    // When
    Path dist = build();

    // Then
    assertThat(dist.resolve("index.html")).content().startsWith("true");
    assertThat(live)
        .contains(lock + " fits package.json.")
        .anyMatch(line -> line.startsWith("$ " + program))
        .anyMatch(line -> line.contains("mirror.example.net: the same packages are taken from"))
        .noneMatch(line -> line.contains("not taken as it is"));
  }

  @Test
  void where_no_lockfile_is_taken_as_it_is_the_best_one_guides_the_installation() throws Exception {
    // Given
    source("bun.lock", LOCKS.get("bun.lock"));
    source(
        "package.json",
        Files.readString(workspace.source().resolve("package.json")).replace("^7.0.0", "^6.0.0"));

    // When
    Path dist = build();

    // Then
    assertThat(dist.resolve("index.html")).content().startsWith("true");
    assertThat(live)
        .contains(
            "bun.lock differs from package.json in 1 package.", "bun.lock is not taken as it is.");
  }

  @Test
  void packages_of_a_known_lockfile_are_copied_as_they_were_before_any_build_changed_them()
      throws Exception {
    // Given
    source("bun.lock", LOCKS.get("bun.lock"));
    source(
        "build.cjs",
        Files.readString(workspace.source().resolve("build.cjs"))
            + "fs.writeFileSync('node_modules/is-number/index.js', 'module.exports = () => `poisoned`');");
    build();
    workspace.close();
    live.clear();
    makeWorkspace();
    source("bun.lock", LOCKS.get("bun.lock"));

    // When
    Path dist = build();

    // Then
    assertThat(dist.resolve("index.html")).content().startsWith("true");
    assertThat(live)
        .anyMatch(line -> line.startsWith("These packages were installed before, with bun"))
        .noneMatch(line -> line.startsWith("$ bun install"));
  }

  @Test
  void hooks_of_the_source_do_not_run_while_packages_are_fetched() throws Exception {
    // Given
    source("pnpm-lock.yaml", LOCKS.get("pnpm-lock.yaml"));
    source(".pnpmfile.cjs", "require('node:fs').writeFileSync('hooked', '')");
    source(".yarnrc.yml", "yarnPath: ./hook.cjs");
    source(".npmrc", "registry=https://evil.example/\nshamefully-hoist=true\n");

    // When
    build();

    // Then
    assertThat(workspace.source().resolve("hooked")).doesNotExist();
    assertThat(workspace.source().resolve(".npmrc")).hasContent("shamefully-hoist=true");
  }

  @Test
  void the_version_of_node_that_the_source_asks_for_is_fetched() throws Exception {
    // Given
    source(".nvmrc", "24");
    source("package-lock.json", LOCKS.get("package-lock.json"));

    // When
    Path dist = build();

    // Then
    assertThat(dist.resolve("index.html")).hasContent("true v24");
    assertThat(live).anyMatch(line -> line.startsWith(".nvmrc asks for Node 24: Node 24."));
  }

  @Test
  void a_version_of_node_that_nobody_has_is_a_warning() throws Exception {
    // Given
    source(".nvmrc", "99");
    source("package-lock.json", LOCKS.get("package-lock.json"));

    // When
    build();

    // Then
    assertThat(live).anyMatch(line -> line.startsWith("Warning: .nvmrc asks for Node 99"));
  }

  private Path build() throws BuildFailed {
    return BuildSandbox.onThisMachine(
            packages, "acme", BuildSandboxTest.RUNTIME, BuildLimits.STANDARD)
        .build(workspace, Map.of(), SourceFacts.of(workspace.source()), log)
        .site();
  }

  private void source(String path, String content) throws IOException {
    Files.writeString(workspace.source().resolve(path), content);
  }
}
