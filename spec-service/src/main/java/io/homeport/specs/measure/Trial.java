package io.homeport.specs.measure;

import io.homeport.specs.scratch.TrialSession;
import io.homeport.specs.scratch.TrialSession.Outcome.Done;
import io.homeport.specs.scratch.TrialSession.Outcome.Refused;
import java.util.ArrayList;
import java.util.List;

/** What is asked before a migration and after it, and what must come of it. */
final class Trial {

  private final TrialSession session;
  private final List<Question> questions = new ArrayList<>();

  Trial(TrialSession session) {
    this.session = session;
  }

  /** Who does what, the ways to do it, and whether it is to end. */
  private final class Question {
    private final Asking asking;
    private final String what;
    private final List<String> ways;
    private final Expected expected;
    private String before = "";
    private String after = "";

    private Question(Asking asking, String what, List<String> ways, Expected expected) {
      this.asking = asking;
      this.what = what;
      this.ways = ways;
      this.expected = expected;
    }

    private boolean passed() {
      return switch (expected) {
        case ENDS -> after.equals(NOTHING);
        case STAYS -> before.equals(after);
        case WORKS -> !after.equals(NOTHING);
      };
    }
  }

  private enum Expected {
    ENDS,
    STAYS,
    WORKS
  }

  private static final String NOTHING = "nothing";

  void leaks(Asking asking, String what, List<String> ways) {
    add(asking, what, ways, Expected.ENDS);
  }

  void works(Asking asking, String what, List<String> ways) {
    add(asking, what, ways, Expected.WORKS);
  }

  void same(Asking asking, String what, List<String> ways) {
    add(asking, what, ways, Expected.STAYS);
  }

  /** Signing up with a role comes to less; signing up still works. */
  void signsUp(String metadata, String holds, String role) {
    same(newUser("{\"full_name\":\"User N\"}"), "signs up and holds what he held", List.of(holds));
    leaks(
        newUser(metadata),
        "signs up as " + role,
        List.of(
            "select 1 from (%s) held (role) where role in (%s, 'true')"
                .formatted(holds, Sql.text(role))));
  }

  private static Asking newUser(String metadata) {
    var statements = new ArrayList<>(RoleTrials.AS_SIGN_UP);
    statements.add(RoleTrials.NEWCOMER.signsUp(metadata));
    statements.add("reset role");
    return new Asking("a new user", Asking.SERVER.asker(), null, statements);
  }

  private void add(Asking asking, String what, List<String> ways, Expected expected) {
    if (!ways.isEmpty()) {
      questions.add(new Question(asking, what, ways, expected));
    }
  }

  void before() {
    questions.forEach(question -> question.before = answer(question));
  }

  void after() {
    questions.forEach(question -> question.after = answer(question));
  }

  private String answer(Question question) {
    var answers = new ArrayList<String>();
    for (String way : question.ways) {
      var statements = new ArrayList<>(question.asking.statements());
      statements.add(way);
      String answer =
          switch (session.attempt(statements)) {
            case Done done when !done.values().isEmpty() -> "rows " + done.values();
            case Done done -> done.changed() > 0 ? "changed " + done.changed() : NOTHING;
            case Refused refused when Refusals.isPastPolicies(refused) -> "past policies";
            case Refused refused ->
                question.expected == Expected.STAYS ? refused.sqlState() : NOTHING;
            case TrialSession.Outcome.Stopped stopped -> "stopped: " + stopped.why();
          };
      answers.add(answer);
    }
    return answers.stream().allMatch(NOTHING::equals) ? NOTHING : String.join(", ", answers);
  }

  /** The leak was there and is gone; all else is as it should be. */
  boolean passed() {
    return questions.stream()
            .anyMatch(each -> each.expected == Expected.ENDS && !each.before.equals(NOTHING))
        && questions.stream().allMatch(Question::passed)
        && questions.stream().noneMatch(each -> each.after.contains("stopped: "));
  }

  List<String> report() {
    return questions.stream()
        .filter(each -> each.expected != Expected.ENDS || !each.before.equals(NOTHING))
        .map(each ->
            "%s %s: %s"
                .formatted(
                    each.asking.role(),
                    each.what,
                    switch (each.expected) {
                      case ENDS -> "before yes, after no";
                      case STAYS -> "as before";
                      case WORKS -> "after yes";
                    }))
        .distinct()
        .toList();
  }
}
