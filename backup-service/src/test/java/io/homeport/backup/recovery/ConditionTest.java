package io.homeport.backup.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "customer = 42 | \"customer\" = '42'",
        "Customer=-4.5e3 | \"customer\" = '-4.5e3'",
        "\"Customer Id\" <> 'O''Brien' | \"Customer Id\" <> 'O''Brien'",
        "a != 1 and b is null | \"a\" <> '1' and \"b\" is null",
        "a is not null AND b >= '2026-01-01' and c=true | \"a\" is not null and \"b\" >= '2026-01-01' and \"c\" = 'true'",
        "\"a\"\"b\" <= 1 | \"a\"\"b\" <= '1'",
        "path = 'C:\\temp' | \"path\" = E'C:\\\\temp'"
      })
  void a_condition_is_written_anew(String text, String sql) {
    assertThat(Condition.parse(text).sql(name -> name)).isEqualTo(sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "customer",
        "customer =",
        "customer = 42 or 1 = 1",
        "customer = 42; drop table public.orders",
        "customer = 42) or (true",
        "customer = 42 -- rest",
        "customer = 42 /* rest */",
        "customer = (select 42)",
        "customer = other",
        "pg_sleep(10) = 1",
        "public.customer = 42",
        "customer = $1",
        "customer = 'open",
        "customer = E'\\047'",
        "\"\" = 1",
        "customer = 1 and",
        "customer is 4",
        "customer = 1 = 2",
        "customer like 'a%'",
        "customer = 42::int",
        "a = '1' b = '2'"
      })
  void whatever_else_it_may_be_is_refused(String text) {
    assertThatThrownBy(() -> Condition.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not understood");
  }

  @Test
  void a_value_is_not_printed() {
    assertThat(Condition.parse("email = 'ada@example.org'").toString())
        .contains("email")
        .doesNotContain("ada");
  }
}
