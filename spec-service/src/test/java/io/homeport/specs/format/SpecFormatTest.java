package io.homeport.specs.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.homeport.specs.document.Remark;
import io.homeport.specs.document.Reviewed;
import io.homeport.specs.document.SampleSpec;
import io.homeport.specs.document.SpecDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/** Each form of a spec is read back by what reads such a form. */
class SpecFormatTest {

  private static final String HOSTILE =
      "\"'`]}*/--></script></style><script>alert(1)</script><img src=//evil.example onerror=alert(1)>\n${resources.environment.KEY}\u202Eend";
  private static final Pattern TAG = Pattern.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>");
  private static final Set<String> EMPTY = Set.of("meta", "input");

  @ParameterizedTest
  @EnumSource
  void the_same_document_and_remarks_give_the_same_bytes(SpecFormat format) throws IOException {
    var spec = Reviewed.untouched(SampleSpec.kiln());
    var again = Reviewed.untouched(SampleSpec.changed(SampleSpec.kiln(), json -> {}));

    byte[] rendered = format.render(spec);

    assertThat(format.render(again)).isEqualTo(rendered).isNotEmpty();
    assertThat(SpecFormat.of(format.toString())).contains(format);
    // To be looked at.
    Files.write(Files.createDirectories(Path.of("target")).resolve("spec." + format), rendered);
  }

  @ParameterizedTest
  @EnumSource
  void an_app_without_anything_has_every_form(SpecFormat format, @TempDir Path empty) {
    var spec = SampleSpec.draft(empty);

    assertThat(format.render(Reviewed.untouched(spec))).isNotEmpty();
  }

  @Test
  void the_page_loads_nothing_and_every_link_leads_somewhere() throws IOException {
    String page = text(SpecFormat.HTML, SampleSpec.kiln());

    assertThat(page)
        .contains("default-src &#39;none&#39;")
        .contains("bookings", "Yes, that is my app")
        .doesNotContainPattern(" (src|srcset|style|on[a-z]+)=\"")
        .doesNotContainPattern("href=\"[^#]")
        .doesNotContain("@import", "url(", "fetch(", ">null<");
    var ids =
        Pattern.compile(" id=\"([^\"]*)\"").matcher(page).results().map(m -> m.group(1)).toList();
    assertThat(ids).doesNotHaveDuplicates();
    var links = Pattern.compile(" href=\"#([^\"]*)\"").matcher(page).results().map(m -> m.group(1));
    assertThat(ids).containsAll(links.toList());
    assertThat(open(page)).isEmpty();
  }

  @Test
  void names_of_an_app_never_become_markup_of_the_page() {
    String page = text(SpecFormat.HTML, SampleSpec.hostile(HOSTILE));

    assertThat(open(page)).isEmpty();
    assertThat(page).doesNotContain("<script>alert", "<img", "\u202E");
    assertThat(page.split("<script>", -1)).hasSize(2);
    assertThat(page.split("<style>", -1)).hasSize(2);
    assertThat(page).contains("&lt;script&gt;alert(1)");
  }

  @Test
  void sarif_fits_the_official_schema_and_names_file_and_line() throws IOException {
    String sarif = text(SpecFormat.SARIF, SampleSpec.kiln());

    assertThat(sarifErrors(sarif)).isEmpty();
    assertThat(sarifErrors(text(SpecFormat.SARIF, SampleSpec.hostile(HOSTILE)))).isEmpty();
    assertThat(sarifErrors(sarif.replace("\"level\" : \"error\"", "\"level\" : \"bad\"")))
        .isNotEmpty();
    var results = new ObjectMapper().readTree(sarif).at("/runs/0/results");
    assertThat(results).hasSize(SampleSpec.kiln().findings().size());
    assertThat(results.get(0).at("/locations/0/physicalLocation/artifactLocation/uri").asText())
        .startsWith("supabase/migrations/");
    assertThat(results.get(0).at("/locations/0/physicalLocation/region/startLine").asInt())
        .isPositive();
    assertThat(results).noneMatch(each -> each.has("suppressions"));
  }

  @Test
  void an_accepted_finding_is_suppressed_with_its_reason() throws IOException {
    var spec = SampleSpec.kiln();
    var finding = spec.findings().getFirst();
    var why =
        new Remark(
            Remark.About.FINDING,
            finding.id(),
            Remark.Verdict.ACCEPTED,
            "On purpose.",
            "ada",
            Instant.parse("2026-03-01T12:00:00Z"));

    String sarif =
        new String(
            SpecFormat.SARIF.render(new Reviewed(spec, List.of(why))), StandardCharsets.UTF_8);

    assertThat(sarifErrors(sarif)).isEmpty();
    assertThat(
            new ObjectMapper()
                .readTree(sarif)
                .at("/runs/0/results/0/suppressions/0/justification")
                .asText())
        .isEqualTo("accepted by ada on 2026-03-01: On purpose.");
  }

  @Test
  void dbml_has_tables_references_and_lists_of_values() {
    String dbml = text(SpecFormat.DBML, SampleSpec.kiln());

    assertThat(dbml)
        .contains("Table \"bookings\" {", "Table \"auth\".\"users\" {", "Enum \"app_role\" {")
        .containsPattern(
            "Ref \"[a-z_]+\": \"bookings\".\"session_id\" > \"sessions\".\"id\" \\[delete: ");
  }

  @Test
  void names_of_an_app_never_end_a_name_or_a_note_of_dbml() throws IOException {
    String dbml = text(SpecFormat.DBML, SampleSpec.hostile(HOSTILE));

    Files.writeString(Path.of("target", "hostile.dbml"), dbml);
    // Without names, notes and expressions only DBML's own words are left.
    String bare =
        dbml.replaceAll("\"[^\"\n]*\"", "n")
            .replaceAll("'(\\\\.|[^'\\\\\n])*'", "s")
            .replaceAll("`[^`\n]*`", "e");
    assertThat(bare.lines().map(String::strip).distinct())
        .allMatch(line ->
            line.matches(
                "(Project|Enum|Table) n(\\.n)? \\{|\\}|indexes \\{||n"
                    + "|database_type: s|Note: s|n (n(\\.n)?|uuid)( \\[[a-z:, ]*\\])?"
                    + "|\\(?n(, n)*\\)? \\[(pk|unique, name: s)\\]"
                    + "|Ref n: n(\\.n)?\\.\\(?n(, n)*\\)? [>-] n(\\.n)?\\.\\(?n(, n)*\\)?( \\[delete: [a-z ]+\\])?"));
  }

  @Test
  void tbls_knows_every_table_column_and_relation() throws IOException {
    var spec = SampleSpec.kiln();
    var schema = new ObjectMapper().readTree(text(SpecFormat.TBLS, spec));

    assertThat(schema.path("tables").findValuesAsText("name")).contains("bookings", "auth.users");
    assertThat(schema.path("relations")).hasSize(spec.domain().relationships().size());
    assertThat(schema.path("functions")).hasSize(spec.domain().functions().size());
    assertThat(schema.path("enums")).hasSize(spec.domain().enumerations().size());
    assertThat(schema.path("relations"))
        .allMatch(each -> hasTable(schema, each.path("parent_table").asText()));
    assertThat(schema.path("tables"))
        .allSatisfy(table -> {
          assertThat(table.has("type")).isTrue();
          assertThat(table.path("columns")).allMatch(column -> column.path("nullable").isBoolean());
        });
  }

  @Test
  void score_names_what_it_needs_and_holds_no_value() {
    var spec = SampleSpec.kiln();

    Map<String, Object> score = new Yaml().load(text(SpecFormat.SCORE, spec));

    assertThat(score).containsEntry("apiVersion", "score.dev/v1b1");
    assertThat(score).containsKeys("metadata", "containers", "resources");
    assertThat(score.get("containers").toString())
        .contains("PAYMENT_WEBHOOK_SECRET=${resources.environment.PAYMENT_WEBHOOK_SECRET}");
    assertThat(score.get("resources").toString())
        .contains("database={type=postgres", "environment={type=environment}");
    Map<String, Object> hostile =
        new Yaml().load(text(SpecFormat.SCORE, SampleSpec.hostile(HOSTILE)));
    assertThat(hostile.keySet()).isEqualTo(score.keySet());
    assertThat(hostile.get("resources").toString().replace("$${", "")).doesNotContain("${");
  }

  private static boolean hasTable(JsonNode schema, String name) {
    return schema.path("tables").findValuesAsText("name").contains(name);
  }

  private static List<?> sarifErrors(String sarif) throws IOException {
    try (var stream = SpecFormatTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(new String(stream.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON)
          .validate(sarif, InputFormat.JSON);
    }
  }

  /** Elements that were opened and not closed, or closed and not opened. */
  private static List<String> open(String page) {
    String markup =
        page.replaceAll("(?s)<style>.*?</style>", "").replaceAll("(?s)<script>.*?</script>", "");
    var open = new ArrayDeque<String>();
    var tags = TAG.matcher(markup);
    while (tags.find()) {
      String tag = tags.group(2);
      if (!tags.group(1).isEmpty()) {
        if (!tag.equals(open.peek())) {
          return List.of("unexpected </%s> at %d".formatted(tag, tags.start()));
        }
        open.pop();
      } else if (!EMPTY.contains(tag)) {
        open.push(tag);
      }
    }
    return List.copyOf(open);
  }

  private static String text(SpecFormat format, SpecDocument spec) {
    return new String(format.render(Reviewed.untouched(spec)), StandardCharsets.UTF_8);
  }
}
