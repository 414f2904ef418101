package io.homeport.deploy.migration;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Tables that a source describes without SQL that makes them. Its builder pushed the description to
 * a database; here nobody does, so the app starts on an empty one.
 */
public final class UnwrittenMigrations {

  /**
   * @param files where the description is announced
   * @param tool its name for people
   * @param command what writes the SQL
   */
  private record Tool(List<String> files, String tool, String command) {}

  private static final List<Tool> TOOLS =
      List.of(
          new Tool(
              List.of(
                  "drizzle.config.ts",
                  "drizzle.config.js",
                  "drizzle.config.mjs",
                  "drizzle.config.json"),
              "Drizzle",
              "npx drizzle-kit generate"),
          new Tool(
              List.of("prisma/schema.prisma", "schema.prisma"),
              "Prisma",
              "npx prisma migrate dev --name init"));

  /** What to tell about a source that has no migrations; empty when it describes no tables. */
  public static Optional<String> warning(Path source) {
    if (!MigrationList.of(source).isEmpty()) {
      return Optional.empty();
    }
    return TOOLS.stream()
        .filter(tool ->
            tool.files().stream()
                .anyMatch(
                    file -> Files.isRegularFile(source.resolve(file), LinkOption.NOFOLLOW_LINKS)))
        .findFirst()
        .map(tool ->
            ("The app describes its tables with %s and has no migrations that make them: its database starts"
                    + " empty. Run `%s`, commit what it writes, and import the source again.")
                .formatted(tool.tool(), tool.command()));
  }

  private UnwrittenMigrations() {}
}
