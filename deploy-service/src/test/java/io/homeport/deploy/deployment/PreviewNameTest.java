package io.homeport.deploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PreviewNameTest {

  @Test
  void a_preview_is_called_like_its_branch_where_a_host_can_be() {
    assertThat(PreviewName.of("feature/Log_in", Set.of()).text()).isEqualTo("feature-log-in");
  }

  @Test
  void names_that_are_long_taken_or_mean_something_else_have_the_branch_in_digits() {
    assertThat(PreviewName.of("feature/a-very-long-description", Set.of()).text())
        .matches("feature-a-ver-[0-9a-f]{6}");
    assertThat(PreviewName.of("a/b", Set.of("a-b")).text()).matches("a-b-[0-9a-f]{6}");
    assertThat(PreviewName.of("Production", Set.of()).text()).matches("production-[0-9a-f]{6}");
    assertThat(PreviewName.of("数据", Set.of()).text()).matches("[0-9a-f]{6}");
    assertThat(PreviewName.of("feature/a-bb-long-one-x", Set.of()).text())
        .matches("feature-a-bb-[0-9a-f]{6}");
  }
}
