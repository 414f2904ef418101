package io.homeport.backup.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.backup.access.Access;
import io.homeport.backup.access.Seen;
import io.homeport.backup.drill.TriedApp;
import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.TrialId;
import io.homeport.contracts.events.TrialEnded;
import io.homeport.contracts.events.TrialEnded.Answer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a release answers on a restored database, beside what was counted at the snapshot. */
class AskedTablesTest {

  private static final Access WAS =
      new Access(
          List.of(
              rows("public.notes", "anon", 500),
              rows("public.\"odd Name\"", "anon", 1),
              refused("public.closed", "anon", "42501"),
              rows("storage.objects", "anon", 3)),
          List.of());
  private static final ReleaseId RELEASE = ReleaseId.next();

  @Test
  void tables_that_the_api_exposes_are_asked_for_by_the_names_they_have_there() {
    assertThat(AskedTables.of(WAS).names()).containsExactly("closed", "notes", "odd Name");
  }

  @Test
  void the_same_answers_are_no_difference_and_are_told() {
    TriedApp tried = compared(answered(500, "42501"), TrialEnded.SIGNED_IN);

    assertThat(tried.differences()).isEmpty();
    assertThat(tried.notCompared()).isEmpty();
    assertThat(tried.seen()).hasSize(3);
    assertThat(tried.signedIn()).isTrue();
    assertThat(tried.release()).contains(RELEASE);
  }

  @Test
  void other_rows_than_before_are_a_difference() {
    assertThat(compared(answered(501, "42501"), TrialEnded.SIGNED_IN).differences())
        .containsExactly(
            "through the app's API anon sees 501 rows of public.notes instead of 500 rows");
  }

  @Test
  void what_was_refused_and_is_answered_is_a_difference() {
    List<Answer> answers =
        List.of(
            answer("notes", Optional.of(500L), Optional.empty()),
            answer("odd Name", Optional.of(1L), Optional.empty()),
            answer("closed", Optional.of(7L), Optional.empty()));

    assertThat(compared(answers, TrialEnded.SIGNED_IN).differences())
        .singleElement()
        .asString()
        .contains("anon sees 7 rows of public.closed instead of");
  }

  @Test
  void a_user_whose_password_does_not_count_is_a_difference_and_one_that_is_not_made_is_none() {
    assertThat(compared(answered(500, "42501"), TrialEnded.REFUSED).differences()).hasSize(1);

    TriedApp notMade = compared(answered(500, "42501"), TrialEnded.NOT_MADE);
    assertThat(notMade.differences()).isEmpty();
    assertThat(notMade.notCompared()).singleElement().asString().contains("sign-in");
  }

  @Test
  void what_was_not_answered_or_is_of_the_api_alone_is_not_compared_and_said_so() {
    List<Answer> answers =
        List.of(
            answer("odd Name", Optional.empty(), Optional.of("42501")),
            answer("closed", Optional.empty(), Optional.of("PGRST205")));

    TriedApp tried = compared(answers, TrialEnded.SIGNED_IN);

    assertThat(tried.differences()).isEmpty();
    assertThat(tried.notCompared()).hasSize(3);
  }

  @Test
  void a_release_that_does_not_start_is_a_difference_and_one_that_was_not_tried_is_none() {
    var tables = AskedTables.of(WAS);

    assertThat(
            tables
                .compare(
                    ended(Optional.empty(), Optional.of("It ended."), List.of(), "not-made"),
                    List.of())
                .differences())
        .containsExactly("the release does not start on the restored database: It ended.");
    TriedApp not =
        tables.compare(
            ended(Optional.of("it is static"), Optional.empty(), List.of(), "not-made"), List.of());
    assertThat(not.differences()).isEmpty();
    assertThat(not.notCompared()).containsExactly("the app itself: it is static");
  }

  @Test
  void of_very_many_tables_some_are_asked_for_and_how_many_not_is_said() {
    var many =
        new Access(
            IntStream.range(0, 130).mapToObj(n -> rows("public.t" + n, "anon", 1)).toList(),
            List.of());
    var tables = AskedTables.of(many);

    assertThat(tables.names()).hasSize(100);
    assertThat(
            tables
                .compare(
                    ended(Optional.empty(), Optional.empty(), List.of(), "signed-in"), List.of())
                .notCompared())
        .contains("through the app's API 30 more tables");
  }

  private static TriedApp compared(List<Answer> answers, String signIn) {
    return AskedTables.of(WAS)
        .compare(ended(Optional.empty(), Optional.empty(), answers, signIn), List.of());
  }

  private static TrialEnded ended(
      Optional<String> notTried, Optional<String> notStarted, List<Answer> answers, String signIn) {
    return new TrialEnded(
        AppId.next(),
        TrialId.next(),
        EnvironmentId.next(),
        Optional.of(RELEASE),
        notTried,
        notStarted,
        900,
        signIn,
        answers,
        Instant.now());
  }

  private static List<Answer> answered(long notes, String closed) {
    return List.of(
        answer("notes", Optional.of(notes), Optional.empty()),
        answer("odd Name", Optional.of(1L), Optional.empty()),
        answer("closed", Optional.empty(), Optional.of(closed)));
  }

  private static Answer answer(String table, Optional<Long> rows, Optional<String> error) {
    return new Answer(table, "anon", rows, error);
  }

  private static Seen rows(String table, String role, long rows) {
    return new Seen(table, role, Optional.of(rows), Optional.empty(), Optional.empty());
  }

  private static Seen refused(String table, String role, String state) {
    return new Seen(table, role, Optional.empty(), Optional.of(state), Optional.empty());
  }
}
