package io.homeport.specs.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

  @Test
  void a_document_from_before_a_list_was_added_has_none_of_it() {
    String older =
        """
        {"format": "homeport.spec/1", "authentication": {"methods": [], "roles": []},
         "findings": [{"id": "a", "rule": "b", "severity": "error", "subject": "c", "evidence": []}]}
        """;

    var spec = CanonicalJson.read(older.getBytes(StandardCharsets.UTF_8));

    assertThat(spec.authentication().calls()).isEmpty();
    assertThat(spec.findings()).singleElement().extracting(Finding::fix).isNull();
  }
}
