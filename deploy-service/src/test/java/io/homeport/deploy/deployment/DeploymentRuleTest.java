package io.homeport.deploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeploymentRuleTest {

  @Test
  void a_star_stands_for_any_characters_and_nothing_else_does() {
    assertThat(rule("main").takes("main")).isTrue();
    assertThat(rule("main").takes("refs/heads/main")).isTrue();
    assertThat(rule("main").takes("main2")).isFalse();
    assertThat(rule("release/*").takes("release/1.2")).isTrue();
    assertThat(rule("*-fix").takes("a-fix")).isTrue();
    assertThat(rule("*").takes("")).isTrue();
    assertThat(rule("a*b*c").takes("a-b-b-c")).isTrue();
    assertThat(rule("a*b*c").takes("a-c-b")).isFalse();
    assertThat(rule("*a".repeat(90) + "*c").takes("a".repeat(200))).isFalse();
    assertThat(rule("v1.0").takes("v1x0")).isFalse();
    assertThat(rule("(a+)+$").takes("aaaa")).isFalse();
  }

  @Test
  void what_a_policy_approved_waits_for_a_person_where_the_rule_says_so() {
    assertThat(new DeploymentRule("main", "production", true, null).trusts("policy")).isFalse();
    assertThat(new DeploymentRule("main", "production", true, null).trusts("ada")).isTrue();
    assertThat(new DeploymentRule("main", "staging", false, null).trusts("policy")).isTrue();
  }

  private static DeploymentRule rule(String branch) {
    return new DeploymentRule(branch, "production", false, null);
  }
}
