package io.homeport.backup.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.TestKeys;
import io.homeport.backup.Trouble;
import io.homeport.contracts.Failure;
import io.homeport.processes.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyTest {

  private static final byte[] CONTEXT = {1, 2, 3};
  private static final String GOOD = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir Path folder;

  @Test
  void a_wrapped_key_is_unwrapped_by_the_same_master_key_for_the_same_purpose() throws Exception {
    DataKey key = DataKey.fresh();

    WrappedKey wrapped = TestKeys.key(1).wrap(key, CONTEXT);

    assertThat(TestKeys.key(1).unwrap(wrapped, CONTEXT).reveal()).isEqualTo(key.reveal());
  }

  @Test
  void a_wrapped_key_is_of_no_use_for_another_purpose() {
    WrappedKey wrapped = TestKeys.key(1).wrap(DataKey.fresh(), CONTEXT);

    assertThatThrownBy(() -> TestKeys.key(1).unwrap(wrapped, new byte[] {9}))
        .isInstanceOf(DamagedKey.class);
  }

  @Test
  void another_master_key_is_told_to_the_operator_by_name() {
    WrappedKey wrapped = TestKeys.key(1).wrap(DataKey.fresh(), CONTEXT);

    assertThatThrownBy(() -> TestKeys.key(2).unwrap(wrapped, CONTEXT))
        .isInstanceOfSatisfying(
            Trouble.class,
            trouble -> assertThat(trouble.failure().actor()).isEqualTo(Failure.Actor.OPERATOR));
  }

  @Test
  void a_missing_key_file_is_told_with_the_way_to_make_one() {
    assertThatThrownBy(() -> MasterKey.read(folder.resolve("none"), SecretFile.Guard.MODE))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("openssl rand -base64 32");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "c2hvcnQ=", "not base64!", "c2VjcmV0LXRoYXQtbXVzdC1ub3QtYmUtcHJpbnRlZA"})
  void a_key_file_with_something_else_is_refused_without_printing_it(String content)
      throws IOException {
    Path file = Files.writeString(folder.resolve("key"), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> MasterKey.read(file, SecretFile.Guard.MODE))
        .isInstanceOf(Trouble.class)
        .satisfies(thrown ->
            assertThat(content.isEmpty() || !thrown.toString().contains(content)).isTrue());
  }

  @Test
  void a_key_file_that_others_can_read_is_refused_with_the_way_to_mend_it() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), GOOD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> MasterKey.read(file, SecretFile.Guard.MODE))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("mode 0640")
        .hasMessageContaining("chmod 600 " + file.toRealPath());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(MasterKey.read(file, SecretFile.Guard.MODE).id()).hasSize(16);
  }

  @Test
  void keys_do_not_print() {
    assertThat(DataKey.fresh()).hasToString("DataKey[***]");
    assertThat(TestKeys.key(1).toString()).matches("MasterKey\\[[0-9a-f]{16}]");
  }
}
