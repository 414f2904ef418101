package io.homeport.deploy.variable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VariableSetTest {

  private static final Variable KEY = new Variable("re_secret", true);
  private static final Variable TITLE = new Variable("Kiln & Co", false);

  @Test
  void a_change_sets_and_takes_away_and_leaves_the_rest() {
    // Given
    VariableSet before = set(Map.of("RESEND_API_KEY", KEY, "VITE_TITLE", TITLE));
    var changes = new HashMap<String, @Nullable Variable>();
    changes.put("RESEND_API_KEY", null);
    changes.put("REGION", new Variable("eu", false));
    changes.put("NEVER_THERE", null);

    // When
    VariableSet after = before.with(changes);

    // Then
    assertThat(after.byName().keySet()).containsExactly("REGION", "VITE_TITLE");
    assertThat(before.byName()).containsKey("RESEND_API_KEY");
  }

  @Test
  void a_build_sees_only_what_every_visitor_may_see() {
    VariableSet set =
        set(
            Map.of(
                "RESEND_API_KEY", KEY, "REGION", new Variable("eu", false), "VITE_TITLE", TITLE));

    assertThat(set.publicValues()).containsExactly(Map.entry("VITE_TITLE", "Kiln & Co"));
    assertThat(set.values()).containsEntry("RESEND_API_KEY", "re_secret").hasSize(3);
  }

  @Test
  void what_is_stored_is_read_again_and_a_secret_does_not_print() {
    VariableSet set = set(Map.of("RESEND_API_KEY", KEY, "VITE_TITLE", TITLE));

    assertThat(VariableSet.read(set.json())).isEqualTo(set);
    assertThat(set.toString()).contains("Kiln & Co").doesNotContain("re_secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SUPABASE_URL",
        "SUPABASE_SERVICE_ROLE_KEY",
        "VITE_SUPABASE_PUBLISHABLE_KEY",
        "NEXT_PUBLIC_SUPABASE_ANON_KEY",
        "NODE_OPTIONS",
        "LD_PRELOAD",
        "DENO_DIR",
        "PATH",
        "path",
        "npm_config_registry"
      })
  void what_homeport_or_programs_need_cannot_be_set(String name) {
    assertThat(new VariableName(name).reserved()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RESEND_API_KEY",
        "VITE_MAPS_KEY",
        "SUPABASE_WEBHOOK_NOTE",
        "HOMEPAGE",
        "NODE_ENV"
      })
  void what_an_app_reads_can_be_set(String name) {
    assertThat(new VariableName(name).reserved()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1ST", "A-B", "A B", "Ä", "A=B", "A\nB"})
  void other_names_are_none(String name) {
    assertThat(VariableName.isValid(name)).isFalse();
  }

  @Test
  void what_the_spec_wants_of_the_owner_is_missing_until_it_is_set() {
    // Given
    var needed =
        NeededVariables.in(
            """
            {"deployment":{"variables":[
              {"name":"RESEND_API_KEY","readBy":["function"],"providedBy":"owner","committed":false},
              {"name":"SUPABASE_URL","readBy":["function"],"providedBy":"homeport","committed":false},
              {"name":"VITE_TITLE","readBy":["build"],"providedBy":"owner","committed":true},
              {"name":"STRIPE_KEY","readBy":["function"],"providedBy":"owner","committed":false}]}}
            """
                .getBytes(StandardCharsets.UTF_8));

    // Then
    assertThat(needed.missing(set(Map.of("STRIPE_KEY", KEY))))
        .extracting(NeededVariables.Needed::name)
        .as("what a committed file sets is in the build already")
        .containsExactly("RESEND_API_KEY");
    assertThat(NeededVariables.in("{}".getBytes(StandardCharsets.UTF_8)).all()).isEmpty();
  }

  private static VariableSet set(Map<String, Variable> variables) {
    return new VariableSet(new TreeMap<>(variables));
  }
}
