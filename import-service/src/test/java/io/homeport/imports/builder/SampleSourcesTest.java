package io.homeport.imports.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Builder;
import io.homeport.contracts.source.Framework;
import io.homeport.contracts.source.MissingPart;
import io.homeport.imports.framework.Frameworks;
import io.homeport.imports.missing.MissingParts;
import io.homeport.imports.tree.SourceTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is recognised of each builder's sample. */
class SampleSourcesTest {

  @Test
  void the_sample_of_base44_is_recognised_with_its_sdk_and_what_it_lacks() throws IOException {
    var tree = sample("base44-jsx");

    var found = Recognizer.recognize(tree);

    assertThat(found.builder()).isEqualTo(Builder.BASE44);
    assertThat(found.format().orElseThrow().name()).isEqualTo("project");
    assertThat(found.format().orElseThrow().version()).contains("^0.8.3");
    assertThat(names(tree)).contains("vite-spa", "base44-functions");
    assertThat(MissingParts.of(tree))
        .flatExtracting(MissingPart::names)
        .contains("FuelReceipt", "Quote")
        .anyMatch(each -> each.startsWith("https://media.base44.com/"));
  }

  @Test
  void the_sample_of_emergent_is_recognised_with_its_image_and_both_its_parts() throws IOException {
    var tree = sample("emergent-fastapi");

    var found = Recognizer.recognize(tree);

    assertThat(found.builder()).isEqualTo(Builder.EMERGENT);
    assertThat(found.format().orElseThrow().name()).isEqualTo("fastapi-react-mongo-shadcn");
    assertThat(found.format().orElseThrow().version()).contains("release-01122026-1");
    assertThat(names(tree)).contains("create-react-app", "fastapi");
  }

  private static List<String> names(SourceTree tree) {
    return Frameworks.of(tree).stream().map(Framework::name).toList();
  }

  private static SourceTree sample(String name) throws IOException {
    return SourceTree.of(Path.of(System.getProperty("homeport.root"), "samples", name));
  }
}
