package io.homeport.specs.scratch;

import io.homeport.specs.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of the migrations.
 *
 * @param files how many there were
 * @param statements how many statements they have
 * @param applied how many of them applied, be it late
 * @param failures those that did not, in the order of the files
 * @param outOfOrder those that applied only once a later file had
 * @param definitions where each object was made and last changed, such as {@code table bookings}
 * @param stopped why the rest was not tried; null when all was
 * @param skipped files that were not looked at, with the reason
 */
public record MigrationReport(
    int files,
    int statements,
    int applied,
    List<FailedStatement> failures,
    List<FailedStatement> outOfOrder,
    Map<String, Definition> definitions,
    @Nullable String stopped,
    List<String> skipped) {

  public MigrationReport {
    failures = List.copyOf(failures);
    outOfOrder = List.copyOf(outOfOrder);
    definitions = Map.copyOf(definitions);
    skipped = List.copyOf(skipped);
  }

  /** Where something was made first, and where it was changed last. */
  public record Definition(Place made, Place changed) {}

  /** Where an object such as {@code table bookings} comes from. */
  public Optional<Definition> definitionOf(String object) {
    return Optional.ofNullable(definitions.get(object));
  }
}
