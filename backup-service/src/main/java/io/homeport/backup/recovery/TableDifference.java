package io.homeport.backup.recovery;

import java.util.List;

/**
 * In what the rows beside a table are not those in it, by primary key. Rows themselves are never
 * part of it.
 *
 * @param key the columns of the table's primary key; without one, rows are compared as a whole and
 *     those that changed count as missing on both sides
 * @param missing how many are in the backup alone
 * @param missingKeys the first of them
 * @param added how many are in the table alone, of those that the condition wants
 * @param addedKeys the first of them
 * @param changed how many are in both with other values
 * @param changedKeys the first of them
 * @param columnsGone columns that the table has no more; not compared
 * @param columnsNew columns that it did not have; not compared
 */
public record TableDifference(
    List<String> key,
    long missing,
    List<List<String>> missingKeys,
    long added,
    List<List<String>> addedKeys,
    long changed,
    List<List<String>> changedKeys,
    List<String> columnsGone,
    List<String> columnsNew) {

  public TableDifference {
    key = List.copyOf(key);
    missingKeys = List.copyOf(missingKeys);
    addedKeys = List.copyOf(addedKeys);
    changedKeys = List.copyOf(changedKeys);
    columnsGone = List.copyOf(columnsGone);
    columnsNew = List.copyOf(columnsNew);
  }

  /** Keys may be customers' data, such as addresses: only who may restore sees them. */
  public TableDifference withoutKeys() {
    return new TableDifference(
        key, missing, List.of(), added, List.of(), changed, List.of(), columnsGone, columnsNew);
  }

  /** A log gets no keys. */
  @Override
  public String toString() {
    return "TableDifference[missing=%d, added=%d, changed=%d]".formatted(missing, added, changed);
  }
}
