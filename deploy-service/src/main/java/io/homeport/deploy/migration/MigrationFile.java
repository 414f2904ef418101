package io.homeport.deploy.migration;

import java.util.List;

/**
 * One file of {@code supabase/migrations}.
 *
 * @param version what it is recorded by: unique in its snapshot
 * @param name the file's name
 * @param sql its text
 */
public record MigrationFile(String version, String name, String sql) {

  /** A file as it stands in the source, before its version is known. */
  public record Source(String name, String sql) {}

  /**
   * Names the versions. The number before the first underscore is what Supabase records; where two
   * files share it, the whole name tells them apart.
   *
   * @param sources in any order; returned in the order of their names, which is the order they
   *     apply
   */
  public static List<MigrationFile> of(List<Source> sources) {
    return sources.stream()
        .sorted(java.util.Comparator.comparing(Source::name))
        .map(source -> {
          String number = number(source.name());
          boolean shared =
              sources.stream().filter(each -> number(each.name()).equals(number)).count() > 1;
          String version = shared ? source.name().replaceFirst("\\.sql$", "") : number;
          return new MigrationFile(version, source.name(), source.sql());
        })
        .toList();
  }

  private static String number(String name) {
    String stem = name.replaceFirst("\\.sql$", "");
    return stem.matches("\\d+(_.*)?") ? stem.replaceFirst("_.*", "") : stem;
  }
}
