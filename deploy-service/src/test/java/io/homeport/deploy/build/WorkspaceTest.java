package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.homeport.processes.OsUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceTest {
  private static final OsUser BUILDER = OsUser.nobody();

  @TempDir Path folder;
  private Path unreachable;
  private Path fallback;

  @BeforeEach
  void closeTheWay() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    mode(closed, "rwx------");
    unreachable = closed.resolve("builds");
    fallback = folder.resolve("fallback");
  }

  @Test
  void where_builds_cannot_get_to_the_wanted_folder_the_fallback_is_made() throws IOException {
    // When
    Path reachable = Workspace.reachable(unreachable, BUILDER, fallback);

    // Then
    assertThat(reachable).isEqualTo(fallback);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fallback)))
        .isEqualTo("rwx--x--x");
    assertThat(Workspace.reachable(unreachable, BUILDER, fallback)).isEqualTo(fallback);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxrwx", "rwxrwx--x", "rwx--x-wx"})
  void a_fallback_that_others_can_write_is_refused(String mode) throws IOException {
    // Given
    mode(Files.createDirectory(fallback), mode);

    // Then
    assertRefused("lets others write it");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fallback)))
        .isEqualTo(mode);
  }

  @Test
  void a_fallback_that_another_user_owns_is_refused() throws IOException {
    // Given
    assumeTrue(OsUser.canSwitch(), "only root can give a folder away");
    mode(Files.createDirectory(fallback), "rwx--x--x");
    var users = fallback.getFileSystem().getUserPrincipalLookupService();
    Files.setOwner(fallback, users.lookupPrincipalByName("nobody"));

    // Then
    assertRefused("belongs to the user with the number");
  }

  @Test
  void a_link_in_place_of_the_fallback_is_refused_wherever_it_leads() throws IOException {
    // Given
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    mode(elsewhere, "rwx------");
    Files.createSymbolicLink(fallback, elsewhere);

    // Then
    assertRefused("is no folder");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(elsewhere)))
        .isEqualTo("rwx------");
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> Workspace.reachable(unreachable, BUILDER, fallback))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("rm -r " + fallback);
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
