package io.homeport.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseNameTest {

  @Test
  void a_restored_database_is_numbered_beside_the_live_one() {
    assertThat(DatabaseName.ofRestore("app_1", 1)).isEqualTo("app_1_r1");
  }

  @Test
  void restoring_again_does_not_pile_up_numbers() {
    assertThat(DatabaseName.ofRestore("app_1_r1", 2)).isEqualTo("app_1_r2");
  }

  @Test
  void a_long_name_is_cut_so_that_every_attempt_still_has_a_name_of_its_own() {
    String database = DatabaseName.ofRestore("x".repeat(63), 12);

    assertThat(DatabaseName.whileFilled(database, 1)).hasSizeLessThanOrEqualTo(63);
    assertThat(DatabaseName.whileFilled(database, 1))
        .isNotEqualTo(DatabaseName.whileFilled(database, 20))
        .startsWith(database);
  }
}
