package io.homeport.imports.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Builder;
import io.homeport.contracts.source.Format;
import io.homeport.imports.tree.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecognizerTest {

  @TempDir Path tree;

  @Test
  void lovable_is_recognised_by_its_tagger() throws IOException {
    write("package.json", "{\"devDependencies\": {\"lovable-tagger\": \"^1\"}}");

    Recognition found = Recognizer.recognize(SourceTree.of(tree));

    assertThat(found.builder()).isEqualTo(Builder.LOVABLE);
    assertThat(found.evidence()).containsExactly("package.json mentions lovable-tagger");
  }

  @Test
  void bolt_is_recognised_by_its_folder() throws IOException {
    write(".bolt/config.json", "{}");

    assertThat(Recognizer.recognize(SourceTree.of(tree)).builder()).isEqualTo(Builder.BOLT);
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

    assertThat(Recognizer.recognize(SourceTree.of(tree)).builder()).isEqualTo(Builder.BOLT);
  }

  @Test
  void an_app_without_traces_is_unknown() throws IOException {
    write("package.json", "{\"name\": \"handmade\"}");

    assertThat(Recognizer.recognize(SourceTree.of(tree)))
        .isEqualTo(new Recognition(Builder.UNKNOWN, List.of(), Optional.empty()));
  }

  @Test
  void a_folder_with_a_file_name_of_a_builder_is_no_reason_to_fail() throws IOException {
    Files.createDirectories(tree.resolve("package.json"));

    assertThat(Recognizer.recognize(SourceTree.of(tree)).builder()).isEqualTo(Builder.UNKNOWN);
  }

  @Test
  void three_generations_of_lovable_are_told_apart() throws IOException {
    write("package.json", "{\"devDependencies\": {\"lovable-tagger\": \"^1.1.7\"}}");
    write("index.html", "<script src=\"https://cdn.gpteng.co/x.js\"></script>");
    assertThat(format().name()).isEqualTo("spa-2025");
    assertThat(format().version()).contains("^1.1.7");
    assertThat(format().evidence()).contains("index.html loads cdn.gpteng.co");

    write(".env", "VITE_SUPABASE_PROJECT_ID=abc");
    assertThat(format().name()).isEqualTo("cloud-spa");

    write(".lovable/project.json", "{\"template\": \"tanstack_start_ts_2026-05-29\"}");
    assertThat(format().name()).isEqualTo("tanstack-start");
    assertThat(format().version()).contains("tanstack_start_ts_2026-05-29");
  }

  @Test
  void the_other_builders_say_their_format_too() throws IOException {
    write(".bolt/config.json", "{\"template\": \"bolt-vite-react-ts\"}");
    assertThat(format().name()).isEqualTo("bolt-vite-react-ts");

    Files.delete(tree.resolve(".bolt/config.json"));
    write(
        ".emergent/emergent.yml",
        "{\"env_image_name\": \"expo_mongo_base_image_cloud_arm:release-1\"}");
    assertThat(format().name()).isEqualTo("expo-mongo");
    assertThat(format().version()).contains("release-1");

    Files.delete(tree.resolve(".emergent/emergent.yml"));
    write(".replit", "modules = [\"nodejs-20\", \"web\"]\nrun = \"npm run dev\"");
    write("shared/schema.ts", "");
    write("package.json", "{\"dependencies\": {\"express\": \"^4\"}}");
    assertThat(format().name()).isEqualTo("express-drizzle");
    assertThat(format().version()).contains("nodejs-20, web");
  }

  private Format format() throws IOException {
    return Recognizer.recognize(SourceTree.of(tree)).format().orElseThrow();
  }

  private Builder recognised(String file) throws IOException {
    Path own = Files.createTempDirectory(tree, "app");
    Path target = own.resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, "");
    return Recognizer.recognize(SourceTree.of(own)).builder();
  }

  private void write(String file, String content) throws IOException {
    Path target = tree.resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, content);
  }
}
