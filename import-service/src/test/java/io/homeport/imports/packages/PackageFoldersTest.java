package io.homeport.imports.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.source.Lockfile;
import io.homeport.contracts.source.Packages;
import io.homeport.imports.tree.Tree;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageFoldersTest {

  private static final String MANIFEST =
      "{\"dependencies\": {\"react\": \"^18.3.1\", \"@scope/name\": \"^1.0.0\"}}";
  private static final String PACKAGE_LOCK =
      """
      {"lockfileVersion": 3, "packages": {
        "": {"dependencies": {"react": "^18.3.1"}},
        "node_modules/react": {"version": "18.3.9"},
        "node_modules/@scope/name": {"version": "1.4.0"},
        "node_modules/a/node_modules/react": {"version": "16.0.0"}}}
      """;
  private static final String STALE_BUN =
      """
      {"lockfileVersion": 1, "workspaces": {"": {"dependencies": {"react": "^17.0.0",}}},
       "packages": {"react": ["react@17.0.2", "", {}, "sha512-x"],}}
      """;

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void start() throws IOException {
    tree = new Tree(folder).with("package.json", MANIFEST);
  }

  @Test
  void of_several_lockfiles_the_one_that_fits_is_right() throws IOException {
    tree.with("package-lock.json", PACKAGE_LOCK)
        .with("bun.lock", STALE_BUN)
        .with("bun.lockb", "binary");

    Packages found = only();

    assertThat(found.manager()).isEqualTo("npm");
    assertThat(found.lockfile()).contains("package-lock.json");
    assertThat(found.lockfiles())
        .extracting(Lockfile::file, Lockfile::state, Lockfile::differences)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("package-lock.json", Lockfile.State.FITS, 0),
            org.assertj.core.groups.Tuple.tuple("bun.lock", Lockfile.State.STALE, 2),
            org.assertj.core.groups.Tuple.tuple("bun.lockb", Lockfile.State.UNREAD, 0));
    assertThat(found.reason())
        .contains("package-lock.json fits package.json.")
        .contains("bun.lock is stale in 2 packages: @scope/name ^1.0.0 is not locked.")
        .contains("bun.lockb is binary or damaged");
  }

  @Test
  void a_package_lock_that_is_stale_does_not_win_by_its_name() throws IOException {
    tree.with("package-lock.json", PACKAGE_LOCK.replace("18.3.9", "17.0.2"))
        .with(
            "bun.lock",
            """
            {"workspaces": {"": {"dependencies": {"react": "^18.3.1", "@scope/name": "^1.0.0"}}},
             "packages": {"react": ["react@18.3.1"], "@scope/name": ["@scope/name@1.0.0"]}}
            """);

    assertThat(only().lockfile()).contains("bun.lock");
    assertThat(only().reason()).contains("react ^18.3.1 is wanted and 17.0.2 is locked");
  }

  @Test
  void of_two_that_fit_package_manager_decides() throws IOException {
    String yarn =
        """
        # yarn lockfile v1


        "@scope/name@^1.0.0":
          version "1.4.0"

        react@^18.0.0, react@^18.3.1:
          version "18.3.1"
        """;
    tree.with("package-lock.json", PACKAGE_LOCK).with("yarn.lock", yarn);
    assertThat(only().manager()).isEqualTo("npm");

    tree.with(
        "package.json", MANIFEST.replaceFirst("\\{", "{\"packageManager\":\"yarn@1.22.22\","));
    assertThat(only().manager()).isEqualTo("yarn");
    assertThat(only().reason()).contains("packageManager names yarn");
  }

  @Test
  void yarn_and_pnpm_lock_for_the_very_range() throws IOException {
    tree.with("yarn.lock", "# yarn lockfile v1\n\nreact@^17.0.0:\n  version \"17.0.2\"\n");
    assertThat(only().lockfiles().getFirst().examples()).contains("react ^18.3.1 is not locked");

    tree.with(
        "pnpm-lock.yaml",
        """
        lockfileVersion: '9.0'

        importers:

          .:
            dependencies:
              '@scope/name':
                specifier: ^1.0.0
                version: 1.4.0
              react:
                specifier: ^18.3.1
                version: 18.3.1
          apps/other:
            dependencies:
              react:
                specifier: ^16.0.0
                version: 16.0.0

        packages:
        """);
    assertThat(only().lockfile()).contains("pnpm-lock.yaml");
    assertThat(only().reason()).contains("pnpm-lock.yaml fits package.json");
  }

  @Test
  void an_overridden_version_is_no_difference() throws IOException {
    tree.with(
            "package.json", MANIFEST.replaceFirst("\\{", "{\"overrides\":{\"react\":\"17.0.2\"},"))
        .with("package-lock.json", PACKAGE_LOCK.replace("18.3.9", "17.0.2"));

    assertThat(only().lockfiles().getFirst().state()).isEqualTo(Lockfile.State.FITS);
  }

  @Test
  void without_a_lockfile_it_is_said() throws IOException {
    assertThat(only().lockfile()).isEmpty();
    assertThat(only().reason()).contains("There is no lockfile");
  }

  @Test
  void a_damaged_lockfile_is_not_taken_for_one_that_fits() throws IOException {
    tree.with("package-lock.json", "{\"packages\": {");

    assertThat(only().lockfiles().getFirst().state()).isEqualTo(Lockfile.State.UNREAD);
  }

  @Test
  void each_folder_has_its_own_but_workspaces_share_one() throws IOException {
    new Tree(folder)
        .with("package.json", "{\"workspaces\": [\"apps/*\"]}")
        .with("package-lock.json", PACKAGE_LOCK)
        .with("apps/web/package.json", MANIFEST)
        .with("backend/requirements.txt", "fastapi==0.110.1");

    assertThat(PackageFolders.of(tree.read()))
        .extracting(Packages::folder)
        .containsExactly("", "backend");
  }

  private Packages only() throws IOException {
    return PackageFolders.of(tree.read()).getFirst();
  }
}
