package io.homeport.backup.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CopyRowTest {

  private static final Instant NOW = Instant.parse("2026-05-01T03:00:00Z");
  private static final Instant CLAIMED_UNTIL = NOW.plus(Duration.ofHours(8));

  @Test
  void a_copy_that_was_made_waits_for_nothing() {
    CopyRow row = row(CopyRow.PENDING, CLAIMED_UNTIL);

    row.whole(NOW);

    assertThat(row.state).isEqualTo(CopyRow.CHECKED);
    assertThat(row.nextTryAt).isNull();
  }

  @Test
  void what_came_while_it_was_made_is_brought_next() {
    CopyRow row = row(CopyRow.PENDING, NOW.minusSeconds(5));

    row.whole(NOW);

    assertThat(row.state).isEqualTo(CopyRow.CHECKED);
    assertThat(row.nextTryAt).isBefore(NOW);
  }

  @Test
  void what_was_let_go_while_it_was_made_is_deleted_again() {
    for (String letGo : new String[] {CopyRow.DELETING, CopyRow.DELETED}) {
      CopyRow row = row(letGo, null);

      row.whole(NOW);

      assertThat(row.state).isEqualTo(CopyRow.DELETING);
      assertThat(row.nextTryAt).isEqualTo(NOW);
    }
  }

  @Test
  void nothing_is_said_to_be_missing_of_what_was_never_there_or_is_let_go() {
    for (String state : new String[] {CopyRow.PENDING, CopyRow.DELETING, CopyRow.DELETED}) {
      CopyRow row = row(state, null);

      row.unsound(true, "gone", NOW);

      assertThat(row.state).isEqualTo(state);
      assertThat(row.failureWhat).isNull();
    }
  }

  private static CopyRow row(String state, @Nullable Instant next) {
    var row = new CopyRow();
    row.state = state;
    row.nextTryAt = next;
    return row;
  }
}
