package io.homeport.cli.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DotEnvFileTest {

  @TempDir Path folder;

  @Test
  void names_and_values_are_read_as_they_are_written() throws IOException {
    Path file =
        write(
            """
            # mail
            RESEND_API_KEY="re_1#2"
            export REGION=eu
            URL=https://example.org/?a=b=c
            PATH=/somewhere
            EMPTY=
            REMARKED=blue#1 # a colour

            KEY='-----BEGIN
            two lines-----'
            TWO="a\\nb"   # with an escape
            """);

    assertThat(DotEnvFile.read(file))
        .containsEntry("RESEND_API_KEY", "re_1#2")
        .containsEntry("REGION", "eu")
        .containsEntry("EMPTY", "")
        .containsEntry("REMARKED", "blue#1")
        .containsEntry("KEY", "-----BEGIN\ntwo lines-----")
        .containsEntry("TWO", "a\nb")
        .containsEntry("URL", "https://example.org/?a=b=c")
        .as("the file counts, not this program's own environment")
        .containsEntry("PATH", "/somewhere");
  }

  @Test
  void what_is_in_a_file_that_cannot_be_read_is_not_told() throws IOException {
    Path file = write("RESEND_API_KEY re_hush\n");

    assertThatThrownBy(() -> DotEnvFile.read(file))
        .hasMessageContaining(file + ", line 1")
        .hasMessageNotContaining("hush");
    assertThatThrownBy(() -> DotEnvFile.read(folder.resolve("none")))
        .hasMessageContaining("There is no file");
  }

  @Test
  void what_homeport_sets_is_known() {
    assertThat(DotEnvFile.isOfHomeport("VITE_SUPABASE_URL")).isTrue();
    assertThat(DotEnvFile.isOfHomeport("NEXT_PUBLIC_SUPABASE_ANON_KEY")).isTrue();
    assertThat(DotEnvFile.isOfHomeport("SUPABASE_SERVICE_ROLE_KEY")).isTrue();
    assertThat(DotEnvFile.isOfHomeport("RESEND_API_KEY")).isFalse();
    assertThat(DotEnvFile.isOfHomeport("LEGACY_SUPABASE_SERVICE_ROLE_KEY"))
        .as("of another project, which Homeport does not set")
        .isFalse();
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve(".env.production"), text);
  }
}
