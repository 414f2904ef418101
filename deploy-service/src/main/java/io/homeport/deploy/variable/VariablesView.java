package io.homeport.deploy.variable;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An environment's variables, as they are shown. */
@Schema(name = "Variables")
record VariablesView(
    @Schema(description = "Counts the changes; 0 before the first.") int version,
    @Nullable String changedBy,
    @Nullable Instant changedAt,
    List<Shown> variables,
    @Schema(
            description =
                "What the newest approved spec says that the owner has to provide and that is not set.")
        List<Missing> missing) {

  /** A variable. */
  @Schema(name = "Variable")
  record Shown(
      String name,
      @Schema(description = "Null for a secret: it is never shown again.") @Nullable String value,
      boolean secret,
      @Schema(description = "True if it ends up in files that every visitor gets.")
          boolean isPublic,
      @Schema(description = "False if the newest approved spec does not know it; null without one.")
          @Nullable Boolean used) {}

  /** A variable that is not set. */
  @Schema(name = "MissingVariable")
  record Missing(
      String name,
      @Schema(description = "Who reads it: build, server or function.") List<String> readBy) {}

  static VariablesView of(
      @Nullable VariableSetRow row, VariableSet set, @Nullable NeededVariables needed) {
    Set<String> known = needed == null ? Set.of() : new TreeSet<>(needed.known());
    return new VariablesView(
        row == null ? 0 : row.version,
        row == null ? null : row.changedBy,
        row == null ? null : row.changedAt,
        set.byName().entrySet().stream()
            .map(each ->
                new Shown(
                    each.getKey(),
                    each.getValue().secret() ? null : each.getValue().value(),
                    each.getValue().secret(),
                    new VariableName(each.getKey()).isPublic(),
                    needed == null ? null : isUsed(each.getKey(), known)))
            .toList(),
        needed == null
            ? List.of()
            : needed.missing(set).stream()
                .map(each -> new Missing(each.name(), each.readBy()))
                .toList());
  }

  private static boolean isUsed(String name, Set<String> known) {
    return known.contains(name) || new VariableName(name).isForTheEnvironment();
  }
}
