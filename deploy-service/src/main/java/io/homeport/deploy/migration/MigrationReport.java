package io.homeport.deploy.migration;

import java.util.List;

/**
 * What applying a snapshot's migrations did.
 *
 * @param applied names of the files that were applied now
 * @param skipped how many had been applied before
 * @param edited names of files whose text differs from what was applied; what was applied stays
 * @param vanished versions that were applied and that the snapshot no longer has
 * @param statements how many statements were applied now
 * @param failed statements that could not be applied; the rest went on
 * @param contractions everything that was ever taken away from the database
 */
public record MigrationReport(
    List<String> applied,
    int skipped,
    List<String> edited,
    List<String> vanished,
    int statements,
    List<FailedStatement> failed,
    List<Contraction> contractions) {

  /**
   * @param line where the statement begins in its file, from 1
   * @param statement its beginning
   */
  public record FailedStatement(String file, int line, String statement, String error) {}

  /** True when there was something to apply and nothing could be. */
  public boolean nothingApplied() {
    return !failed.isEmpty() && statements == 0;
  }

  /** One line for a person. */
  public String summary() {
    return "%d applied, %d already there, %d statements failed"
        .formatted(applied.size(), skipped, failed.size());
  }
}
