package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockfileTest {
  private static final Map<String, String> WANTED = Map.of("a", "^1.0.0", "@s/b", "~2.0.0");
  private static final String NPM =
      "{\"packages\":{\"\":{\"dependencies\":{\"a\":\"^1.0.0\",\"@s/b\":\"~2.0.0\"}}}}";
  private static final String BUN =
      "{\"workspaces\":{\"\":{\"dependencies\":{\"a\":\"^1.0.0\",\"@s/b\":\"~2.0.0\",},},},}";
  private static final String PNPM =
      """
      lockfileVersion: '9.0'
      importers:
        .:
          dependencies:
            '@s/b':
              specifier: ~2.0.0
              version: 2.0.1
            a:
              specifier: ^1.0.0
              version: 1.2.0
      """;
  private static final String YARN =
      """
      # yarn lockfile v1
      a@^1.0.0, a@^1.1.0:
        version "1.2.0"
      "@s/b@~2.0.0":
        version "2.0.1"
      """;

  @TempDir Path folder;

  @Test
  void a_lockfile_that_fits_comes_before_one_that_is_stale() throws Exception {
    // Given
    write("package-lock.json", NPM.replace("^1.0.0", "^0.9.0"));
    write("bun.lock", BUN);

    // When
    List<Lockfile> locks = locks(Optional.empty());

    // Then
    assertThat(locks)
        .extracting(Lockfile::judgement)
        .containsExactly(
            "bun.lock fits package.json",
            "package-lock.json differs from package.json in 1 package");
  }

  @Test
  void of_several_that_fit_the_one_that_package_json_names_comes_first() throws Exception {
    // Given
    write("package-lock.json", NPM);
    write("pnpm-lock.yaml", PNPM);
    write("yarn.lock", YARN);
    write("bun.lock", BUN);

    // When
    List<Lockfile> unnamed = locks(Optional.empty());
    List<Lockfile> named = locks(PackageManager.named("pnpm@9.1.0"));

    // Then
    assertThat(unnamed)
        .allMatch(Lockfile::fits)
        .first()
        .extracting(Lockfile::manager)
        .isEqualTo(PackageManager.NPM);
    assertThat(named.getFirst().manager()).isEqualTo(PackageManager.PNPM);
  }

  @Test
  void a_binary_lockfile_comes_before_one_that_is_known_to_be_stale() throws Exception {
    // Given
    write("package-lock.json", "{\"packages\":{\"\":{}}}");
    write("bun.lockb", "#!/usr/bin/env bun\n");

    // When
    List<Lockfile> locks = locks(Optional.empty());

    // Then
    assertThat(locks)
        .extracting(Lockfile::kind)
        .containsExactly(Lockfile.Kind.BUN_BINARY, Lockfile.Kind.NPM);
  }

  @Test
  void a_damaged_lockfile_is_not_readable() throws Exception {
    // Given
    write("package-lock.json", "<<<<<<< HEAD\n{}");

    // Then
    assertThat(locks(Optional.empty())).singleElement().matches(lock -> !lock.isReadable());
  }

  @Test
  void the_form_of_the_lockfile_decides_which_generation_of_a_manager_is_taken() throws Exception {
    // Given
    write("pnpm-lock.yaml", PNPM.replace("9.0", "6.0"));
    write("yarn.lock", "__metadata:\n  version: 8\n");

    // Then
    assertThat(locks(Optional.empty()))
        .extracting(Lockfile::manager)
        .containsExactlyInAnyOrder(PackageManager.PNPM_8, PackageManager.YARN_4);
  }

  private List<Lockfile> locks(Optional<PackageManager> named) {
    return Lockfile.in(folder, WANTED, named);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
