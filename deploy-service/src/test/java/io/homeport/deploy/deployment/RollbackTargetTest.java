package io.homeport.deploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.ReleaseId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollbackTargetTest {
  private static final ReleaseId FIRST = ReleaseId.next();
  private static final ReleaseId SECOND = ReleaseId.next();
  private static final ReleaseId THIRD = ReleaseId.next();

  @Test
  void without_a_wish_the_release_before_the_current_one_comes_back() {
    assertThat(RollbackTarget.choose(List.of(THIRD, SECOND, FIRST), THIRD, SECOND, null))
        .isEqualTo(new RollbackTarget.Found(SECOND));
  }

  @Test
  void a_second_rollback_goes_forward_again_and_not_to_the_latest() {
    assertThat(RollbackTarget.choose(List.of(FIRST, SECOND), FIRST, SECOND, null))
        .isEqualTo(new RollbackTarget.Found(SECOND));
  }

  @Test
  void a_release_that_was_never_live_is_not_gone_back_to() {
    assertThat(RollbackTarget.choose(List.of(SECOND, FIRST), SECOND, THIRD, null))
        .isEqualTo(new RollbackTarget.Found(FIRST));
    assertThat(RollbackTarget.choose(List.of(SECOND, FIRST), SECOND, FIRST, THIRD))
        .isEqualTo(new RollbackTarget.NeverServed());
  }

  @Test
  void with_one_release_there_is_nothing_to_go_back_to() {
    assertThat(RollbackTarget.choose(List.of(FIRST), FIRST, null, null))
        .isEqualTo(new RollbackTarget.Nothing());
    assertThat(RollbackTarget.choose(List.of(), null, null, null))
        .isEqualTo(new RollbackTarget.Nothing());
  }

  @Test
  void what_serves_already_is_not_brought_back() {
    assertThat(RollbackTarget.choose(List.of(FIRST), FIRST, null, FIRST))
        .isEqualTo(new RollbackTarget.Serving());
  }
}
