package io.homeport.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  @TempDir(factory = OpenFolder.class)
  Path folder;

  @Test
  void the_state_is_in_the_checkout_unless_the_environment_names_another_folder() {
    var checkout = new Checkout(folder);

    assertThat(StateFolder.of(checkout, Map.of()).path()).isEqualTo(folder.resolve(".homeport"));
    assertThat(StateFolder.of(checkout, Map.of("HOMEPORT_STATE", "/srv/state")).path())
        .isEqualTo(Path.of("/srv/state"));
  }

  @Test
  void a_folder_behind_a_closed_one_cannot_be_reached_by_other_users() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));

    assertThat(StateFolder.isReachableByOthers(closed.resolve("checkout/.homeport"))).isFalse();
  }

  @Test
  void programs_of_other_users_pass_to_their_own_folders_and_enter_no_other() throws IOException {
    var state = new StateFolder(folder.resolve("state"));

    state.create();

    assertThat(permissions(state.path())).isEqualTo("rwx--x--x");
    assertThat(permissions(state.data())).isEqualTo("rwx--x--x");
    assertThat(permissions(state.objects())).isEqualTo("rwx------");
    assertThat(permissions(state.logs())).isEqualTo("rwx------");
  }

  @Test
  void nobody_else_enters_the_secrets() throws IOException {
    var state = new StateFolder(folder.resolve("state"));

    state.create();

    assertThat(permissions(state.secretsFolder())).isEqualTo("rwx------");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
