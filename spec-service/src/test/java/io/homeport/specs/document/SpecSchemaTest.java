package io.homeport.specs.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.drafting.Drafter;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.SampleMigrations;
import io.homeport.specs.scratch.Scratch;
import io.homeport.testkit.Published;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecSchemaTest {

  @Test
  void the_published_schema_is_that_of_the_records() {
    Published.same("docs/api/spec-document.schema.json", SpecSchema.generate().toPrettyString());
  }

  @Test
  void a_real_spec_fits_the_schema() {
    assertFits(SampleMigrations.root("lovable-cloud-spa"));
  }

  @Test
  void the_spec_of_an_empty_tree_fits_the_schema(@TempDir Path empty) {
    assertFits(empty);
  }

  private static void assertFits(Path tree) {
    var subject = new Drafter.Subject("app", Builder.UNKNOWN, Digest.of(new byte[0]), tree);
    var spec =
        new Drafter(Scratch.settings(), Limits.usual()).draft(subject, (step, message) -> {});
    String json = new String(CanonicalJson.write(spec), StandardCharsets.UTF_8);
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SpecSchema.generate().toString(), InputFormat.JSON);

    assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
    assertThat(SpecMarkdown.of(spec)).startsWith("# Specification of app");
  }
}
