package io.homeport.specs.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.specs.document.Domain.Attribute;
import io.homeport.specs.document.Domain.Cardinality;
import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Domain.Relationship;
import io.homeport.specs.document.Domain.Store;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names come from strangers: they must not become markup. */
class MarkupTest {

  private static final Basis BASIS = Basis.measured(Evidence.catalogue("pg_class", "x"));

  @Test
  void a_diagram_quotes_names_and_keeps_types_to_what_mermaid_takes() {
    var order =
        new Entity(
            "Order \"items\" }",
            null,
            List.of(
                new Attribute("unit price", "numeric(10,2)", true, null, false, null, BASIS),
                new Attribute("id", "bigint", true, null, true, null, BASIS)),
            List.of("id"),
            null,
            true,
            List.of(),
            List.of(),
            Store.POSTGRES,
            BASIS);
    var owner =
        new Relationship(
            "fk",
            "Order \"items\" }",
            List.of("owner"),
            "auth.users",
            List.of("id"),
            Cardinality.ONE_TO_ONE,
            false,
            "cascade",
            BASIS);
    var domain =
        new Domain(
            List.of(order), List.of(owner), List.of(), List.of(), List.of(), List.of(), List.of());

    assertThat(ErDiagram.of(domain))
        .isEqualTo(
            """
            erDiagram
              "Order _items_ }" {
                numeric(10_2) unit_price
                bigint id PK
              }
              "Order _items_ }" |o--o| "auth.users" : "owner"
            """);
  }

  @Test
  void text_in_a_table_stays_in_its_cell() {
    assertThat(Markdown.escaped("a | b\n<script>[x](y)`z`"))
        .isEqualTo("a \\| b &lt;script>\\[x](y)'z'");
    assertThat(Markdown.code("a`b | c\nd")).isEqualTo("`a'b \\| c d`");
  }
}
