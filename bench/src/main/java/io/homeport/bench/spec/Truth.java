package io.homeport.bench.spec;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is true of one export, labelled by hand from its migrations, configuration and source. What
 * a label means is in {@code truth/README.md}.
 *
 * @param app the name of its folder
 * @param commit of the repository that was read
 * @param roles null, as are the tables, when no migration says what they are
 * @param functions those that run beside the database
 * @param variables those that code reads or a committed file sets
 * @param hosts those that the running app contacts by itself or loads code from
 */
record Truth(
    String app,
    String repository,
    String commit,
    @Nullable List<String> roles,
    @Nullable Map<String, Table> tables,
    List<String> functions,
    List<String> variables,
    List<String> hosts) {

  /**
   * A table.
   *
   * @param columns the type of each, as PostgreSQL prints it
   * @param permissions for each role the access of select, insert, update and delete
   */
  record Table(
      Map<String, String> columns,
      List<String> primaryKey,
      List<ForeignKey> foreignKeys,
      Map<String, List<String>> permissions) {}

  record ForeignKey(
      List<String> columns, String target, List<String> targetColumns, String onDelete) {}

  /** All that were labelled, by the name of the app. */
  static List<Truth> all() {
    try (var folder = ResourceFolder.open("truth")) {
      return folder.files().stream()
          .filter(file -> file.toString().endsWith(".json"))
          .map(file -> {
            try {
              return new ObjectMapper().readValue(Files.readString(file), Truth.class);
            } catch (IOException cause) {
              throw new UncheckedIOException("The truth in " + file + " cannot be read", cause);
            }
          })
          .toList();
    }
  }

  static Optional<Truth> of(String app, List<Truth> truths) {
    return truths.stream().filter(each -> each.app().equals(app)).findFirst();
  }
}
