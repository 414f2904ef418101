package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
  void pnpm_takes_tarballs_by_digest_and_not_by_address() {
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
        .contains("resolution: {integrity: sha512-a}", "resolution: {integrity: sha512-b}");
    assertThat(clean.mirrors()).containsExactly("mirror.example.net");
    assertThat(clean.foreign()).isEmpty();
  }

  @Test
  void what_pnpm_takes_from_elsewhere_is_named() {
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

  @Test
  void yarns_addresses_become_those_of_the_registry() {
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
  void later_yarns_addresses_are_dropped_and_other_sources_named() {
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
