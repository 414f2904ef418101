package io.homeport.backup.inventory;

/**
 * Where a sequence stood. Sequences know no transactions, so what a dump took lies between what was
 * seen before it and after it.
 *
 * @param called whether {@code nextval} gives the value after it
 */
public record SequencePosition(
    String sequence, long before, boolean calledBefore, long after, boolean called) {

  /** Whether a sequence that stands here may come from a dump taken in between. */
  public boolean allows(SequencePosition restored) {
    if (before == after) {
      return restored.after == after
          && (restored.called == called || restored.called == calledBefore);
    }
    return Math.min(before, after) <= restored.after && restored.after <= Math.max(before, after);
  }

  /** Such as {@code 7} or {@code between 7 and 9}. */
  public String range() {
    return before == after ? Long.toString(after) : "between " + before + " and " + after;
  }
}
