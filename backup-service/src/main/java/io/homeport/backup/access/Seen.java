package io.homeport.backup.access;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * What a role was answered when it asked for all rows of a table.
 *
 * @param table full and quoted
 * @param rows how many it sees; absent where it was answered otherwise
 * @param error the SQLSTATE that it was refused with
 * @param unknown why there was no answer that could be compared
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Seen(
    String table,
    String role,
    Optional<Long> rows,
    Optional<String> error,
    Optional<String> unknown) {

  static Seen rows(String table, String role, long rows) {
    return new Seen(table, role, Optional.of(rows), Optional.empty(), Optional.empty());
  }

  static Seen error(String table, String role, String state) {
    return new Seen(table, role, Optional.empty(), Optional.of(state), Optional.empty());
  }

  static Seen unknown(String table, String role, String why) {
    return new Seen(table, role, Optional.empty(), Optional.empty(), Optional.of(why));
  }

  @JsonIgnore
  String who() {
    return role + " and " + table;
  }

  /** In the middle of a sentence. */
  @JsonIgnore
  String answer() {
    return rows.map("%d rows"::formatted).or(() -> error.map("error "::concat)).orElse("no answer");
  }
}
