package io.homeport.specs.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.specs.declared.Declared.Act;
import io.homeport.specs.declared.Declared.Reach;
import io.homeport.specs.declared.Declared.RowRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Base44EntityTest {

  @Test
  void an_entity_has_what_its_file_says_and_what_every_entity_has() {
    var declared =
        read(
            "Order",
            """
            {
              // what people asked for
              "name": "Order",
              "type": "object",
              "description": "What somebody asked for",
              "properties": {
                "customer_email": { "type": "string", "format": "email" },
                "total": { "type": "number", "default": 0 },
                "lines": { "type": "array", "items": { "type": "object" } },
                "state": { "type": "string", "enum": ["open", "sent"] },
              },
              "required": ["customer_email"]
            }
            """);

    var order = declared.entity("Order").orElseThrow();

    assertThat(order.about()).isEqualTo("What somebody asked for");
    assertThat(order.identifier()).containsExactly("id");
    assertThat(order.attributes())
        .extracting("name", "type", "required", "defaultValue", "generated")
        .containsExactly(
            tuple("id", "string", true, null, true),
            tuple("created_date", "string (date-time)", true, null, true),
            tuple("updated_date", "string (date-time)", true, null, true),
            tuple("created_by", "string (email)", true, null, true),
            tuple("customer_email", "string (email)", true, null, false),
            tuple("total", "number", false, "0", false),
            tuple("lines", "object[]", false, null, false),
            tuple("state", "enum", false, null, false));
    assertThat(order.attribute("total").orElseThrow().place().line()).isEqualTo(8);
    assertThat(declared.enums())
        .singleElement()
        .satisfies(each -> assertThat(each.values()).containsExactly("open", "sent"));
  }

  @Test
  void an_entity_without_a_name_is_called_like_its_file_and_what_is_no_json_is_none() {
    assertThat(read("Van", "{\"properties\": {}}").entity("Van")).isPresent();
    assertThat(Base44Entity.read("base44/entities/X.jsonc", "{ not json")).isEmpty();
    assertThat(Base44Entity.read("base44/entities/X.jsonc", "[1]")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                           | EVERYBODY | []             | ",
        "true                                                         | EVERYBODY | []             | ",
        "null                                                         | EVERYBODY | []             | ",
        "false                                                        | NOBODY    | []             | ",
        "{\"user_condition\": {}}                                     | EVERYBODY | []             | ",
        "{\"data.owner\": \"{{user.email}}\"}                         | OWN       | []             | owner",
        "{\"created_by\": \"{{user.email}}\"}                         | OWN       | []             | created_by",
        "{\"created_by_id\": \"{{user.id}}\"}                         | OWN       | []             | created_by_id",
        "{\"data.team\": {\"$in\": [\"x\", \"{{user.email}}\"]}}      | OWN       | []             | team",
        "{\"data.team\": \"{{user.data.team}}\"}                      | CONDITION | []             | ",
        "{\"data.open\": true}                                        | CONDITION | []             | ",
        "{\"data.owner\": {\"$ne\": \"{{user.email}}\"}}              | CONDITION | []             | ",
        "{\"user_condition\": {\"role\": \"admin\"}}                  | ROLE      | [admin]        | ",
        "{\"user_condition\": {\"role\": {\"$in\": [\"b\", \"a\"]}}}  | ROLE      | [a, b]         | ",
        "{\"user_condition\": {\"role\": \"admin\", \"data.x\": 1}}   | CONDITION | []             | ",
        "{\"$nor\": [{\"data.secret\": true}]}                        | CONDITION | []             | ",
        "{\"$or\": []}                                                | NOBODY    | []             | ",
        "{\"$or\": [{\"created_by\": \"{{user.email}}\"}, {\"user_condition\": {\"role\": \"admin\"}}]} | OWN | [admin] | created_by",
        "{\"$or\": [{\"created_by\": \"{{user.email}}\"}, {\"data.open\": true}]} | CONDITION | [] | created_by",
        "{\"$or\": [{\"created_by\": \"{{user.email}}\"}, {}]}        | EVERYBODY | []             | ",
        "{\"$and\": [{\"created_by\": \"{{user.email}}\"}, {}]}       | OWN       | []             | created_by",
        "{\"$and\": [{\"created_by\": \"{{user.email}}\"}, {\"user_condition\": {\"role\": \"admin\"}}]} | CONDITION | [] | created_by",
        "{\"$and\": [{\"user_condition\": {\"role\": \"a\"}}, {\"user_condition\": {\"role\": \"b\"}}]} | NOBODY | [] | ",
        "{\"created_by\": \"{{user.email}}\", \"data.open\": true}    | CONDITION | []             | created_by",
      })
  void each_form_of_a_rule_is_understood(String rule, Reach reach, String roles, String attribute) {
    var read = rule(read("Order", "{\"rls\": {\"read\": " + rule + "}}"), Act.READ);

    assertThat(read.reach()).isEqualTo(reach);
    assertThat(read.roles()).hasToString(roles);
    assertThat(read.attribute()).isEqualTo(attribute);
  }

  @Test
  void a_missing_rule_lets_everybody_pass_and_write_stands_for_what_changes() {
    var open = read("Order", "{}");
    var written =
        read(
            "Order",
            "{\"rls\": {\"write\": {\"created_by\": \"{{user.email}}\"}, \"delete\": false}}");

    assertThat(open.rules()).extracting(RowRule::reach).containsOnly(Reach.EVERYBODY);
    assertThat(open.rules()).extracting(RowRule::text).containsOnly("absent");
    assertThat(List.of(Act.CREATE, Act.READ, Act.UPDATE, Act.DELETE))
        .extracting(act -> rule(written, act).reach())
        .containsExactly(Reach.OWN, Reach.EVERYBODY, Reach.OWN, Reach.NOBODY);
  }

  @Test
  void users_are_guarded_by_the_platform_where_their_file_says_nothing() {
    var users = read("User", "{\"rls\": {\"read\": {}}}");

    assertThat(List.of(Act.CREATE, Act.READ, Act.UPDATE, Act.DELETE))
        .extracting(act -> rule(users, act).reach())
        .containsExactly(Reach.NOBODY, Reach.EVERYBODY, Reach.OWN, Reach.ROLE);
    assertThat(rule(users, Act.UPDATE).roles()).containsExactly("admin");
  }

  private static RowRule rule(Declared declared, Act act) {
    return declared.rules().stream().filter(each -> each.act() == act).findFirst().orElseThrow();
  }

  private static Declared read(String name, String text) {
    return Base44Entity.read("base44/entities/" + name + ".jsonc", text).orElseThrow();
  }
}
