package io.homeport.bench.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How far a specification and the truth agree in one part.
 *
 * @param right facts that both state
 * @param missing facts that only the truth states
 * @param wrong facts that only the specification states
 */
record Agreement(int right, List<String> missing, List<String> wrong) {

  Agreement {
    missing = List.copyOf(missing);
    wrong = List.copyOf(wrong);
  }

  static Agreement between(Set<String> truth, Set<String> stated) {
    return new Agreement(
        (int) stated.stream().filter(truth::contains).count(),
        truth.stream().filter(fact -> !stated.contains(fact)).toList(),
        stated.stream().filter(fact -> !truth.contains(fact)).toList());
  }

  /** Of several exports together. */
  static Agreement of(List<Agreement> parts) {
    var missing = new ArrayList<String>();
    var wrong = new ArrayList<String>();
    parts.forEach(each -> {
      missing.addAll(each.missing());
      wrong.addAll(each.wrong());
    });
    return new Agreement(parts.stream().mapToInt(Agreement::right).sum(), missing, wrong);
  }

  /** Of what is stated, how much is true. Nothing stated is nothing wrong. */
  double precisionPercent() {
    return percent(right, right + wrong.size());
  }

  /** Of what is true, how much is stated. */
  double recallPercent() {
    return percent(right, right + missing.size());
  }

  private static double percent(int part, int whole) {
    return whole == 0 ? 100 : 100.0 * part / whole;
  }
}
