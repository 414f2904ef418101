package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanLockTest {
  private static final NpmSettings NPM =
      new NpmSettings(
          URI.create("https://npm.example.org/"), "standard.example.com", Optional.empty());

  @Test
  void no_address_is_left_in_buns_lockfile() throws Exception {
    // When
    CleanLock clean =
        BunLock.clean(
            """
            {"packages": {
              "a": ["a@1.0.0", "https://mirror.example.net/npm/a/-/a-1.0.0.tgz", {}, "sha512-a"],
              "@s/b": ["@s/b@2.0.0-rc.1", "https://npm.example.org/evil/-/evil-1.0.0.tgz", {}, "sha512-b"],
              "own": ["own@workspace:packages/own"],}}
            """,
            NPM);

    // Then
    assertThat(clean.text())
        .contains(
            "[\"a@1.0.0\",\"\",{},\"sha512-a\"]", "[\"@s/b@2.0.0-rc.1\",\"\",{},\"sha512-b\"]")
        .doesNotContain("https://");
    assertThat(clean.mirrors()).containsExactly("mirror.example.net");
    assertThat(clean.foreign()).isEmpty();
  }

  @Test
  void what_bun_takes_from_elsewhere_is_named() throws Exception {
    // When
    CleanLock clean =
        BunLock.clean(
            """
            {"packages": {
              "x": ["x@github:someone/x#abc", {}, "someone-x-abc"],
              "y": ["y@http://169.254.169.254/y.tgz", {}],
              "z": ["z@1.0.0", "http://169.254.169.254/latest", {}, "sha512-z"]}}
            """,
            NPM);

    // Then
    assertThat(clean.foreign())
        .containsExactly(
            "x: github:someone/x#abc",
            "y: http://169.254.169.254/y.tgz",
            "z: http://169.254.169.254/latest");
  }

  @Test
  void pnpm_takes_tarballs_by_digest_and_not_by_address() throws Exception {
    // When
    CleanLock clean =
        PnpmLock.clean(
            """
            packages:
              a@1.0.0:
                resolution: {integrity: sha512-a, tarball: https://mirror.example.net/a/-/a-1.0.0.tgz}
              b@1.0.0:
                resolution: {integrity: sha512-b}
              own@file:packages/own:
                resolution: {directory: packages/own, type: directory}
            """,
            NPM);

    // Then
    assertThat(clean.text())
        .contains(
            "\"resolution\":{\"integrity\":\"sha512-a\"}",
            "\"resolution\":{\"integrity\":\"sha512-b\"}")
        .doesNotContain("tarball");
    assertThat(clean.mirrors()).containsExactly("mirror.example.net");
    assertThat(clean.foreign()).isEmpty();
  }

  @Test
  void what_pnpm_takes_from_elsewhere_is_named() throws Exception {
    // When
    CleanLock clean =
        PnpmLock.clean(
            """
            packages:
              x@https://codeload.example.com/x:
                resolution: {tarball: https://codeload.example.com/x}
              y@git+https://example.org/y:
                resolution: {commit: abc, repo: https://example.org/y, type: git}
              z@1.0.0:
                resolution:
                  tarball: https://evil.example/z.tgz
            """,
            NPM);

    // Then
    assertThat(clean.foreign())
        .hasSize(3)
        .anyMatch(each -> each.startsWith("x@https"))
        .anyMatch(each -> each.startsWith("y@git"))
        .anyMatch(each -> each.startsWith("z@1.0.0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'resolution': {integrity: sha512-z, tarball: https://evil.example/z.tgz}",
        "? resolution\n    : {integrity: sha512-z, tarball: https://evil.example/z.tgz}",
        "\"res\\u006flution\": {integrity: sha512-z, tarball: https://evil.example/z.tgz}",
        "resolution: {integrity: sha512-z,\n      tarball: https://evil.example/z.tgz}",
        "resolution: {integrity: sha512-z, type: git, repo: https://evil.example/z}",
        "resolution: {integrity: sha512-z, gitHosted: true}",
        "resolution: {directory: ../../elsewhere, type: directory}",
        "resolution: {integrity: sha512-z, tarball: file:../z.tgz}"
      })
  void however_it_is_written_pnpm_takes_nothing_from_elsewhere(String resolution) throws Exception {
    // When
    CleanLock clean =
        PnpmLock.clean("lockfileVersion: '9.0'\npackages:\n  z@1.0.0:\n    " + resolution, NPM);

    // Then
    assertThat(clean.foreign()).hasSize(1).allMatch(each -> each.startsWith("z@1.0.0: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "packages: &a\n  x@1.0.0:\n    resolution: {integrity: a}\nsnapshots: *a",
        "packages:\n  <<: {x@1.0.0: {resolution: {integrity: a}}}",
        "packages: {}\npackages: {}",
        "packages: !!java.net.URL {}",
        "- a"
      })
  void what_could_be_understood_in_several_ways_is_refused(String text) {
    assertThatThrownBy(() -> PnpmLock.clean(text, NPM)).isInstanceOf(BuildFailed.class);
  }

  @Test
  void aliases_cannot_blow_a_lockfile_up() {
    // Given
    var bomb = new StringBuilder("a0: &a0 [x]\n");
    for (int at = 1; at < 40; at++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(at, at, at - 1, at - 1));
    }

    // Then
    assertThat(SourceYaml.object(bomb.toString())).isEmpty();
    assertThat(SourceYaml.object("a: " + "[".repeat(100_000))).isEmpty();
  }

  @Test
  void what_pnpm_knows_stays_in_its_lockfile_with_its_types() throws Exception {
    // When
    CleanLock clean =
        PnpmLock.clean(
            """
            lockfileVersion: '9.0'
            settings: {autoInstallPeers: true}
            hooks: evil
            importers:
              .:
                dependencies:
                  a: {specifier: ^1.0.0, version: 1.0.0}
                  ui: {specifier: workspace:*, version: link:packages/ui}
                  out: {specifier: link:../out, version: link:../out}
            packages:
              a@1.0.0:
                resolution: {integrity: sha512-a}
                engines: {node: '>=18'}
                hasBin: true
            """,
            NPM);

    // Then
    assertThat(clean.text())
        .contains("\"lockfileVersion\":\"9.0\"", "\"autoInstallPeers\":true", "\"hasBin\":true")
        .doesNotContain("hooks");
    assertThat(clean.foreign()).containsExactly("out: link:../out");
  }

  @Test
  void bun_takes_no_archives_of_the_source_and_no_folders_outside_of_it() throws Exception {
    // When
    CleanLock clean =
        BunLock.clean(
            """
            {"packages": {
              "own": ["own@file:packages/own", {}],
              "archive": ["archive@file:react-19.0.0.tgz", {}],
              "outside": ["outside@workspace:../outside"],
              "linked": ["linked@link:react", {}]}}
            """,
            NPM);

    // Then
    assertThat(clean.foreign())
        .containsExactly(
            "archive: file:react-19.0.0.tgz",
            "outside: workspace:../outside",
            "linked: link:react");
  }

  @Test
  void npm_follows_no_link_out_of_the_source() throws Exception {
    // When
    CleanLock clean =
        PackageLock.clean(
            """
            {"packages": {
              "node_modules/own": {"resolved": "packages/own", "link": true},
              "node_modules/out": {"resolved": "../out", "link": true}}}
            """,
            NPM);

    // Then
    assertThat(clean.foreign()).containsExactly("node_modules/out: ../out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  \"resolved\" \"https://evil.example/x.tgz\"",
        "   resolved: \"https://evil.example/x.tgz\"",
        "  resolved https://a/-/x.tgz https://b"
      })
  void yarn_says_where_a_package_is_in_one_way_only(String line) throws Exception {
    assertThat(YarnLock.clean("x@^1.0.0:\n  version \"1.0.0\"\n" + line, NPM).foreign())
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'resolution': \"x@https://example.org/x.git#commit=abc\"",
        "\"resolution\" : \"x@https://example.org/x.git#commit=abc\"",
        "resolution: \"x@link:../x::locator=app%40workspace%3A.\"",
        "resolution: \"x@portal:../../../x::locator=web%40workspace%3Apackages%2Fweb\"",
        "resolution: \"x@npm:1.0.0\"\n  sources: [a]"
      })
  void later_yarns_sources_are_found_however_they_are_written(String resolution) throws Exception {
    String lock = "__metadata:\n  version: 8\n\"x@npm:^1\":\n  version: 1.0.0\n  ";
    assertThat(YarnLock.clean(lock + resolution, NPM).foreign()).isNotEmpty();
    assertThat(
            YarnLock.clean(
                    lock
                        + "resolution: \"x@portal:../x::locator=web%40workspace%3Apackages%2Fweb\"",
                    NPM)
                .foreign())
        .isEmpty();
  }

  @Test
  void yarns_addresses_become_those_of_the_registry() throws Exception {
    // When
    CleanLock clean =
        YarnLock.clean(
            """
            "@s/a@^1.0.0":
              version "1.0.0"
              resolved "https://mirror.example.net/npm/@s/a/-/a-1.0.0.tgz#0123456789abcdef"
              integrity sha512-a
            x@https://example.org/x.tgz:
              version "1.0.0"
              resolved "https://example.org/x.tgz#abc"
            """,
            NPM);

    // Then
    assertThat(clean.text())
        .contains("resolved \"https://npm.example.org/@s/a/-/a-1.0.0.tgz#0123456789abcdef\"");
    assertThat(clean.mirrors()).containsExactly("mirror.example.net");
    assertThat(clean.foreign())
        .containsExactly("x@https://example.org/x.tgz: https://example.org/x.tgz#abc");
  }

  @Test
  void later_yarns_addresses_are_dropped_and_other_sources_named() throws Exception {
    // When
    CleanLock clean =
        YarnLock.clean(
            """
            __metadata:
              version: 8
            "a@npm:^1.0.0":
              resolution: "a@npm:1.0.0::__archiveUrl=https%3A%2F%2Fmirror.example.net%2Fa%2F-%2Fa-1.0.0.tgz"
            "app@workspace:.":
              resolution: "app@workspace:."
            "resolve@patch:resolve@npm%3A^1.22.0#optional!builtin<compat/resolve>":
              resolution: "resolve@patch:resolve@npm%3A1.22.0#optional!builtin<compat/resolve>::version=1.22.0&hash=c3c19d"
            "x@https://example.org/x.git":
              resolution: "x@https://example.org/x.git#commit=abc"
            """,
            NPM);

    // Then
    assertThat(clean.text()).contains("resolution: \"a@npm:1.0.0\"");
    assertThat(clean.foreign())
        .containsExactly("x@https://example.org/x.git: https://example.org/x.git#commit=abc");
  }
}
