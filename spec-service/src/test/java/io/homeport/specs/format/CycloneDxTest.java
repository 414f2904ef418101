package io.homeport.specs.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.homeport.specs.document.Reviewed;
import io.homeport.specs.document.SampleSpec;
import io.homeport.specs.packages.PackageList;
import io.homeport.specs.packages.UsedPackage;
import io.homeport.specs.packages.UsedPackage.Registry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CycloneDxTest {

  private static final String SCHEMAS = "http://cyclonedx.org/schema/";
  private static final String HOSTILE = "\"><script>\u202e\u0000 \\u0022";

  @Test
  void the_bill_of_materials_fits_the_official_schema() throws IOException {
    var list =
        new PackageList(
            List.of(
                new UsedPackage(Registry.NPM, "@a/b", "1.0.0", "MIT", true, "."),
                new UsedPackage(Registry.NPM, "@a/b", "1.0.0", "MIT", false, "web"),
                new UsedPackage(Registry.NPM, "c", "2.0.0", "(MIT OR GPL-3.0)", false, "."),
                new UsedPackage(Registry.PYPI, "Some_Thing", null, "Own words", true, "api"),
                new UsedPackage(Registry.JSR, "@h/hono", "4.0.0", null, true, "f"),
                new UsedPackage(Registry.URL, "deno.land/std", "0.190.0", null, true, "f")),
            List.of("package-lock.json"),
            true);

    byte[] bom = render(list);

    assertThat(errors(bom)).isEmpty();
    assertThat(render(list)).isEqualTo(bom);
    var json = new ObjectMapper().readTree(bom);
    assertThat(json.findValuesAsText("purl"))
        .containsExactly("pkg:npm/%40a/b@1.0.0", "pkg:npm/c@2.0.0", "pkg:pypi/some-thing");
    assertThat(json.at("/components").size()).isEqualTo(5);
    assertThat(json.at("/dependencies/0/dependsOn").size()).isEqualTo(4);
  }

  @Test
  void what_a_stranger_wrote_into_a_lockfile_stays_text() throws IOException {
    var list =
        new PackageList(
            List.of(
                new UsedPackage(
                    Registry.NPM, "@a/" + HOSTILE, "1" + HOSTILE, HOSTILE, true, HOSTILE)),
            List.of(),
            false);

    assertThat(errors(render(list))).isEmpty();
  }

  private static byte[] render(PackageList list) {
    return SpecFormat.CYCLONEDX.render(Reviewed.untouched(SampleSpec.kiln()), list);
  }

  private static List<?> errors(byte[] bom) throws IOException {
    var schemas =
        Map.of(
            SCHEMAS + "spdx.schema.json", resource("/spdx.schema.json"),
            SCHEMAS + "jsf-0.82.schema.json", resource("/jsf-0.82.schema.json"));
    return SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_7, registry -> registry.schemas(schemas))
        .getSchema(resource("/bom-1.6.schema.json"), InputFormat.JSON)
        .validate(new String(bom, StandardCharsets.UTF_8), InputFormat.JSON);
  }

  private static String resource(String name) throws IOException {
    try (var stream = CycloneDxTest.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
