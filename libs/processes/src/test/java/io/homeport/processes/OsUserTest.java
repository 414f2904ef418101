package io.homeport.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OsUserTest {

  @Test
  void a_program_runs_as_this_user_unless_told_otherwise() {
    assertThat(whoAmI(OsUser.same())).isEqualTo(System.getProperty("user.name"));
    assertThat(whoAmI(OsUser.named(System.getProperty("user.name"))))
        .isEqualTo(System.getProperty("user.name"));
    assertThat(OsUser.same().prefix()).isEmpty();
  }

  @Test
  void root_runs_programs_as_others_without_its_groups_and_nobody_else_can() {
    var groups = Command.of("id", "-G").as(OsUser.nobody());

    if (OsUser.canSwitch()) {
      assertThat(whoAmI(OsUser.nobody())).isEqualTo("nobody");
      assertThat(Processes.run(groups).orThrow().stdout().strip())
          .doesNotContain(" ")
          .isNotEqualTo("0");
      assertThat(OsUser.nobody().prefix()).first().isEqualTo("setpriv");
    } else {
      assertThatThrownBy(() -> Processes.run(groups))
          .isInstanceOf(CannotSwitchUser.class)
          .hasMessageContaining("this process is not root");
    }
  }

  @Test
  void an_unknown_user_is_refused() {
    assertThatThrownBy(() -> Processes.run(Command.of("id").as(OsUser.named("no_such_user_here"))))
        .isInstanceOf(CannotSwitchUser.class)
        .hasMessageContaining("no_such_user_here");
  }

  @Test
  void what_is_no_name_of_a_user_is_refused() {
    for (String name : List.of("", "-u", "a b", "root;id", "../x")) {
      assertThatThrownBy(() -> OsUser.named(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static String whoAmI(OsUser user) {
    return Processes.run(Command.of("id", "-un").as(user)).orThrow().stdout().strip();
  }
}
