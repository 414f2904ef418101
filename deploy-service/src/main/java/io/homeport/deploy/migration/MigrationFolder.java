package io.homeport.deploy.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a source tree has its migrations as SQL. The first that is found counts: an app has one
 * history.
 */
sealed interface MigrationFolder {

  /** In any order; applied in the order of their names. */
  List<MigrationFile.Source> read();

  /** {@code supabase/migrations/*.sql}. */
  record Supabase(Path folder) implements MigrationFolder {
    @Override
    public List<MigrationFile.Source> read() {
      return sqlIn(folder).map(file -> source(file, name(file))).toList();
    }
  }

  /** {@code 0000_name.sql} and so on beside {@code meta/_journal.json}, wherever they are. */
  record Drizzle(Path folder) implements MigrationFolder {
    @Override
    public List<MigrationFile.Source> read() {
      return sqlIn(folder).map(file -> source(file, name(file))).toList();
    }
  }

  /** {@code prisma/migrations/<time>_<name>/migration.sql}. */
  record Prisma(Path folder) implements MigrationFolder {
    @Override
    public List<MigrationFile.Source> read() {
      return listed(folder)
          .filter(each -> isFile(each.resolve("migration.sql")))
          .map(each -> source(each.resolve("migration.sql"), name(each) + ".sql"))
          .toList();
    }
  }

  /**
   * {@code scripts/01-create-tables.sql} and so on, as v0 writes them. Only what is numbered: other
   * scripts may well remove everything.
   */
  record Numbered(Path folder) implements MigrationFolder {
    private static final Pattern NUMBER = Pattern.compile("^(\\d{1,6})(?=\\D)");

    @Override
    public List<MigrationFile.Source> read() {
      return sqlIn(folder)
          .filter(file -> NUMBER.matcher(name(file)).find())
          .map(file -> source(file, padded(name(file))))
          .toList();
    }

    /** So that 10 comes after 9. */
    private static String padded(String name) {
      Matcher number = NUMBER.matcher(name);
      return number.find()
          ? "%06d".formatted(Integer.parseInt(number.group(1))) + name.substring(number.end())
          : name;
    }
  }

  /** How deep a folder of Drizzle's may be. */
  int DEPTH = 5;

  static Optional<MigrationFolder> of(Path source) {
    if (isFolder(source.resolve("supabase/migrations"))) {
      return Optional.of(new Supabase(source.resolve("supabase/migrations")));
    }
    if (isFolder(source.resolve("prisma/migrations"))) {
      return Optional.of(new Prisma(source.resolve("prisma/migrations")));
    }
    Optional<Path> journal = journal(source);
    if (journal.isPresent()) {
      return Optional.of(new Drizzle(journal.get().resolve("../..").normalize()));
    }
    var numbered = new Numbered(source.resolve("scripts"));
    return isFolder(numbered.folder()) && !numbered.read().isEmpty()
        ? Optional.of(numbered)
        : Optional.empty();
  }

  private static Optional<Path> journal(Path source) {
    try (Stream<Path> files =
        Files.find(
            source,
            DEPTH,
            (file, is) -> is.isRegularFile() && file.endsWith("meta/_journal.json"))) {
      return files
          .filter(file -> !source.relativize(file).toString().contains("node_modules"))
          .min(Comparator.comparing(Path::getNameCount).thenComparing(Comparator.naturalOrder()));
    } catch (IOException e) {
      throw new UncheckedIOException("the source cannot be searched for migrations", e);
    }
  }

  private static boolean isFolder(Path folder) {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
  }

  private static Stream<Path> sqlIn(Path folder) {
    return listed(folder)
        .filter(file -> name(file).endsWith(".sql"))
        .filter(MigrationFolder::isFile);
  }

  private static boolean isFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static Stream<Path> listed(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException("the migrations cannot be read", e);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** PostgreSQL takes no NUL, and a byte order mark is no SQL. */
  private static MigrationFile.Source source(Path file, String name) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return new MigrationFile.Source(name, text.replace("\0", "").replace("\uFEFF", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
