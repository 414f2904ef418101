package io.homeport.backup.drill;

import java.util.List;

/** What a comparison comes to. */
public sealed interface Verdict {

  /** Everything that was compared is the same. */
  record Equal() implements Verdict {}

  /** Something is not; at least one difference. */
  record Different(List<Difference> differences) implements Verdict {
    public Different {
      differences = List.copyOf(differences);
      if (differences.isEmpty()) {
        throw new IllegalArgumentException("without a difference it is equal");
      }
    }
  }

  static Verdict of(List<Difference> differences) {
    return differences.isEmpty() ? new Equal() : new Different(differences);
  }
}
