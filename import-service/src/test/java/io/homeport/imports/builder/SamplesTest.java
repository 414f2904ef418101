package io.homeport.imports.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Builder;
import io.homeport.imports.tree.SourceTree;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The samples of this repository, each in the shape of a builder's export. */
class SamplesTest {

  @ParameterizedTest
  @CsvSource({"lovable-2025, LOVABLE", "lovable-cloud-spa, LOVABLE"})
  void a_sample_is_recognised_as_its_builders(String sample, Builder builder) throws IOException {
    var tree = SourceTree.of(Path.of(System.getProperty("homeport.root"), "samples", sample));

    assertThat(Recognizer.recognize(tree).builder()).isEqualTo(builder);
  }
}
