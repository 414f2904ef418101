package io.homeport.imports.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Builder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecognizerTest {

  @TempDir Path tree;

  @Test
  void lovable_is_recognised_by_its_tagger() throws IOException {
    write("package.json", "{\"devDependencies\": {\"lovable-tagger\": \"^1\"}}");

    Recognition found = Recognizer.recognize(tree);

    assertThat(found.builder()).isEqualTo(Builder.LOVABLE);
    assertThat(found.evidence()).containsExactly("package.json mentions lovable-tagger");
  }

  @Test
  void bolt_is_recognised_by_its_folder() throws IOException {
    write(".bolt/config.json", "{}");

    assertThat(Recognizer.recognize(tree).builder()).isEqualTo(Builder.BOLT);
  }

  @Test
  void base44_emergent_v0_and_replit_are_recognised() throws IOException {
    assertThat(recognised("base44/config.jsonc")).isEqualTo(Builder.BASE44);
    assertThat(recognised(".emergent/emergent.yml")).isEqualTo(Builder.EMERGENT);
    assertThat(recognised("v0-user-next.config.mjs")).isEqualTo(Builder.V0);
    assertThat(recognised(".replit")).isEqualTo(Builder.REPLIT);
  }

  @Test
  void the_heavier_traces_win() throws IOException {
    write(".bolt/config.json", "{}");
    write("README.md", "moved here from lovable.dev");

    assertThat(Recognizer.recognize(tree).builder()).isEqualTo(Builder.BOLT);
  }

  @Test
  void an_app_without_traces_is_unknown() throws IOException {
    write("package.json", "{\"name\": \"handmade\"}");

    assertThat(Recognizer.recognize(tree))
        .isEqualTo(new Recognition(Builder.UNKNOWN, java.util.List.of()));
  }

  @Test
  void a_folder_with_a_file_name_of_a_builder_is_no_reason_to_fail() throws IOException {
    Files.createDirectories(tree.resolve("package.json"));

    assertThat(Recognizer.recognize(tree).builder()).isEqualTo(Builder.UNKNOWN);
  }

  private Builder recognised(String file) throws IOException {
    Path own = Files.createTempDirectory(tree, "app");
    Path target = own.resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, "");
    return Recognizer.recognize(own).builder();
  }

  private void write(String file, String content) throws IOException {
    Path target = tree.resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, content);
  }
}
