package io.homeport.bench.spec;

/**
 * A part of a specification that is compared with the truth.
 *
 * @see Facts
 */
enum Part {
  TABLES(99),
  COLUMNS(99),
  KEYS(99),
  MATRIX(97),
  FUNCTIONS(97),
  VARIABLES(97),
  HOSTS(97);

  /** The least precision and recall, in percent. */
  final int goalPercent;

  Part(int goalPercent) {
    this.goalPercent = goalPercent;
  }
}
