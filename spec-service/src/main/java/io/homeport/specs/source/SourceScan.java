package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.source.SourceTree.SourceFile;
import io.homeport.specs.sql.SqlFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads a whole source tree, one file at a time, each file once. */
public final class SourceScan {

  private static final long MAX_MIGRATION_BYTES = 16L << 20;
  private static final long MAX_MIGRATIONS_BYTES = 64L << 20;
  private static final Pattern MIGRATION = Pattern.compile("supabase/migrations/[^/]+\\.sql");
  private static final Pattern TEST_OR_STORY =
      Pattern.compile("(?:^|.*/)(?:__tests__|__mocks__)/.*|.*\\.(?:test|spec|stories)\\.[jt]sx?");
  private static final Set<String> NOT_SEARCHED =
      Set.of(
          "package-lock.json", "bun.lock", "bun.lockb", "yarn.lock", "pnpm-lock.yaml", "deno.lock");
  private static final Pattern TEXT =
      Pattern.compile(
          ".*\\.(?:[cm]?[jt]sx?|json[c5]?|ya?ml|toml|sql|md|txt|html|env|sh|py|xml|ini|conf)|(?:.*/)?\\.env.*");
  private static final Pattern GENERATED_TYPES =
      Pattern.compile(
          "(?:.*/)?integrations/supabase/types\\.ts|(?:.*/)?(?:database|supabase)\\.types\\.ts");

  /** A large app takes seconds. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final long startedNanos = System.nanoTime();
  private final SourceTree tree;
  private final SupabaseCalls calls = new SupabaseCalls();
  private final EdgeFunctions edgeFunctions = new EdgeFunctions();
  private final List<Uses.Variable> variables = new ArrayList<>();
  private final List<Uses.Host> hosts = new ArrayList<>();
  private final List<Uses.Route> routes = new ArrayList<>();
  private final List<DotEnv.Entry> committed = new ArrayList<>();
  private final List<CommittedSecrets.Found> secrets = new ArrayList<>();
  private final List<Place> unparsed = new ArrayList<>();
  private final List<Place> tooLong = new ArrayList<>();

  private SourceScan(SourceTree tree) {
    this.tree = tree;
  }

  /** Reads a tree. Nothing in it can make this fail but an unreadable disk. */
  public static SourceFacts of(SourceTree tree) {
    return new SourceScan(tree).read();
  }

  private SourceFacts read() {
    try (var parser = new TypeScriptParser()) {
      for (var file : tree.files()) {
        read(file, parser);
      }
    }
    var config = tree.text(SupabaseConfig.PATH).map(SupabaseConfig::parse);
    return new SourceFacts(
        tree.files().size(),
        manifest(),
        migrations(),
        sorted(variables, Uses.Variable::place),
        sorted(committed, DotEnv.Entry::place),
        sorted(secrets, CommittedSecrets.Found::place),
        sorted(hosts, Uses.Host::place),
        edgeFunctions.all(config.orElseGet(() -> SupabaseConfig.parse(""))),
        sorted(calls.tables, Uses.Table::place),
        sorted(calls.databaseFunctions, Uses.DatabaseFunction::place),
        sorted(calls.buckets, Uses.Bucket::place),
        sorted(calls.edgeFunctions, Uses.EdgeFunction::place),
        sorted(calls.channels, Uses.Channel::place),
        sorted(calls.authentication, Uses.Authentication::place),
        sorted(routes, Uses.Route::place),
        sorted(calls.computed, Uses.Computed::place),
        generatedTypes(),
        config.map(SupabaseConfig::duplicateSections).orElse(List.of()),
        unparsed,
        tooLong);
  }

  private void read(SourceFile file, TypeScriptParser parser) {
    boolean code = TypeScriptParser.reads(file.path());
    if (!code && (!TEXT.matcher(file.path()).matches() || NOT_SEARCHED.contains(file.name()))) {
      return;
    }
    var text = tree.text(file, SourceTree.MAX_TEXT_BYTES);
    if (text.isEmpty()) {
      tooLong.add(new Place(file.path(), 1));
      return;
    }
    secrets.addAll(CommittedSecrets.in(file.path(), text.get()));
    if (DotEnv.isDotEnv(file)) {
      committed.addAll(DotEnv.parse(file.path(), text.get()));
    }
    if (code && !TEST_OR_STORY.matcher(file.path()).matches()) {
      readCode(file.path(), text.get(), parser);
    }
  }

  private void readCode(String path, String text, TypeScriptParser parser) {
    if (System.nanoTime() - startedNanos > LIMIT.toNanos()) {
      unparsed.add(new Place(path, 1));
      return;
    }
    try (var parsed = parser.parse(path, text)) {
      parsed.firstError().ifPresent(unparsed::add);
      calls.read(parsed);
      variables.addAll(EnvironmentReads.of(parsed));
      hosts.addAll(ExternalHosts.of(parsed));
      routes.addAll(Routes.of(parsed));
      if (path.startsWith("supabase/functions/")) {
        edgeFunctions.read(parsed);
      }
    } catch (TypeScriptParser.TooMuch tooMuch) {
      unparsed.removeIf(place -> place.file().equals(path));
      unparsed.add(new Place(path, 1));
    }
  }

  private Optional<PackageManifest> manifest() {
    var manifest = PackageManifest.of(tree);
    if (manifest.isEmpty() && tree.text(PackageManifest.PATH).isPresent()) {
      unparsed.add(new Place(PackageManifest.PATH, 1));
    }
    return manifest;
  }

  private List<SqlFile> migrations() {
    var migrations = new ArrayList<SqlFile>();
    long left = MAX_MIGRATIONS_BYTES;
    for (var file : tree.files(each -> MIGRATION.matcher(each.path()).matches())) {
      var sql = tree.text(file, Math.min(left, MAX_MIGRATION_BYTES));
      if (sql.isPresent()) {
        migrations.add(new SqlFile(file.path(), sql.get()));
        left -= file.bytes();
      } else {
        tooLong.add(new Place(file.path(), 1));
      }
    }
    return migrations;
  }

  private Optional<Place> generatedTypes() {
    return tree.files(file -> GENERATED_TYPES.matcher(file.path()).matches()).stream()
        .findFirst()
        .map(file -> new Place(file.path(), 1));
  }

  private static <T> List<T> sorted(List<T> found, Function<T, Place> place) {
    return found.stream().sorted(Comparator.comparing(place)).distinct().toList();
  }
}
