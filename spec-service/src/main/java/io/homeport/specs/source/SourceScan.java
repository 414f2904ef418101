package io.homeport.specs.source;

import io.homeport.specs.Place;
import io.homeport.specs.declared.Base44Entity;
import io.homeport.specs.declared.Declared;
import io.homeport.specs.declared.PrismaSchema;
import io.homeport.specs.declared.SqlTables;
import io.homeport.specs.source.SourceTree.SourceFile;
import io.homeport.specs.sql.SqlFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a whole source tree, one file at a time, each file once. */
public final class SourceScan {

  /** Code that browsers cannot run as it is. */
  private static final Pattern MUST_BE_BUILT = Pattern.compile(".*\\.(?:tsx?|jsx|vue|svelte)");

  private static final long MAX_MIGRATION_BYTES = 16L << 20;
  private static final long MAX_MIGRATIONS_BYTES = 64L << 20;
  private static final Pattern MIGRATION = Pattern.compile("supabase/migrations/[^/]+\\.sql");
  private static final Pattern TEST_OR_STORY =
      Pattern.compile(
          "(?:^|.*/)(?:__tests__|__mocks__)/.*|.*\\.(?:test|spec|stories)\\.[jt]sx?"
              + "|(?:^|.*/)tests?/.*\\.py|(?:^|.*/)(?:test_[^/]*|[^/]*_test|conftest)\\.py");

  /** A copy that somebody put aside; what it serves and keeps would count twice. */
  private static final Pattern PUT_ASIDE = Pattern.compile(".*[_.-](?:backup|old|bak|orig)\\.\\w+");

  /** Emergent's aids for editing pages; its frontends load them in development only. */
  private static final Pattern AID =
      Pattern.compile("(?:.*/)?plugins/(?:visual-edits|health-check)/.*");

  private static final Pattern POSTGRES_CLIENT =
      Pattern.compile("psycopg2?(?:-\\w+)?|asyncpg|pg8000");
  private static final Pattern BASE44_ENTITY =
      Pattern.compile("(?:.*/)?base44/entities/[^/]+\\.jsonc?");
  private static final Pattern ALIASES = Pattern.compile("(?:ts|js)config(?:\\.\\w+)?\\.json");
  private static final Set<String> NOT_SEARCHED =
      Set.of(
          "package-lock.json", "bun.lock", "bun.lockb", "yarn.lock", "pnpm-lock.yaml", "deno.lock");
  private static final Pattern TEXT =
      Pattern.compile(
          ".*\\.(?:[cm]?[jt]sx?|json[c5]?|prisma|rules|ya?ml|toml|sql|md|txt|html|env|sh|py|xml|ini|conf|css|scss|less|properties)|(?:.*/)?\\.env.*");
  private static final Pattern GENERATED_TYPES =
      Pattern.compile(
          "(?:.*/)?integrations/supabase/types\\.ts|(?:.*/)?(?:database|supabase)\\.types\\.ts");

  /** Steps for all files together; a large app takes a tenth. */
  private static final long MOST_STEPS = 10_000_000_000L;

  private long steps;
  private final SourceTree tree;
  private final SupabaseCalls calls = new SupabaseCalls();
  private final EdgeFunctions edgeFunctions = new EdgeFunctions();
  private final Base44Calls base44 = new Base44Calls();
  private final DrizzleSchema drizzle = new DrizzleSchema();
  private final PrismaCalls prisma = new PrismaCalls();
  private final PythonModels python = new PythonModels();
  private final SqlAlchemyModels sqlAlchemy = new SqlAlchemyModels();
  private final DjangoModels django = new DjangoModels();
  private final DjangoRoutes djangoRoutes = new DjangoRoutes(django);
  private final PythonRoutes pythonRoutes = new PythonRoutes();
  private final SqlStrings sqlStrings = new SqlStrings();
  private final FirestoreCalls firestore = new FirestoreCalls();
  private final ServerSigns signs = new ServerSigns();
  private final CodeGraph graph = new CodeGraph();
  private final ServerRoutes serverRoutes = new ServerRoutes();
  private final Weaknesses weaknesses = new Weaknesses();
  private final List<Uses.Authentication> signIn = new ArrayList<>();
  private final List<Uses.Fallback> fallbacks = new ArrayList<>();
  private final List<Uses.BrowserKey> browserKeys = new ArrayList<>();
  private final List<Uses.BuilderUse> builderUses = new ArrayList<>();
  private final List<Uses.StoreRule> storeRules = new ArrayList<>();
  private final PrismaSchema prismaSchema = new PrismaSchema();
  private Declared types = Declared.nothing();
  private Declared declared = Declared.nothing();
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
    try (var parser = new CodeParser()) {
      for (var file : tree.files()) {
        read(file, parser);
      }
    }
    var migrations = migrations();
    var programs = Program.all(tree);
    var config = tree.text(SupabaseConfig.PATH).map(SupabaseConfig::parse);
    return new SourceFacts(
        tree.files().size(),
        isPlainSite(tree),
        manifest(),
        migrations,
        sorted(variables, Uses.Variable::place),
        sorted(committed, DotEnv.Entry::place),
        sorted(secrets, CommittedSecrets.Found::place),
        sorted(hosts, Uses.Host::place),
        edgeFunctions.all(config.orElseGet(() -> SupabaseConfig.parse(""))),
        sorted(queries(), Uses.Table::place),
        sorted(calls.databaseFunctions, Uses.DatabaseFunction::place),
        sorted(calls.buckets, Uses.Bucket::place),
        sorted(calls.edgeFunctions, Uses.EdgeFunction::place),
        sorted(both(calls.channels, base44.channels), Uses.Channel::place),
        sorted(
            both(both(calls.authentication, base44.authentication), signIn),
            Uses.Authentication::place),
        sorted(routes, Uses.Route::place),
        sorted(calls.computed, Uses.Computed::place),
        generatedTypes(),
        config.map(SupabaseConfig::duplicateSections).orElse(List.of()),
        unparsed,
        tooLong,
        types,
        allDeclared(),
        hints(),
        sorted(both(signs.serviceRoles, base44.serviceRoles), Uses.ServiceRole::place),
        sorted(base44.integrations, Uses.Integration::place),
        sorted(fallbacks, Uses.Fallback::place),
        sorted(browserKeys, Uses.BrowserKey::place),
        sorted(signs.polls, Uses.Poll::place),
        sorted(signs.requests, Uses.Request::place),
        sorted(signs.effects, Uses.Effect::place),
        sorted(signs.callerChecks, Uses.CallerCheck::place),
        sorted(
            both(both(served(programs), pythonRoutes.all()), djangoRoutes.all()),
            Uses.Served::place),
        storeRules,
        sorted(signs.ports, Uses.Port::place),
        programs,
        sorted(weaknesses.all(), Weakness::place),
        graph,
        sorted(builderUses, Uses.BuilderUse::place));
  }

  private static boolean isPlainSite(SourceTree tree) {
    return tree.has("index.html")
        && tree.files(file -> MUST_BE_BUILT.matcher(file.path()).matches()).isEmpty();
  }

  /** Without the framework among the packages, a router of it is left over and serves nothing. */
  private List<Uses.Served> served(List<Program> programs) {
    boolean unknown = tree.files(file -> file.name().equals(PackageManifest.PATH)).isEmpty();
    return serverRoutes.served(graph).stream()
        .filter(served ->
            unknown
                || !RouterCalls.FRAMEWORKS.contains(served.framework())
                || programs.stream()
                    .anyMatch(program -> program.framework().equals(served.framework())))
        .toList();
  }

  private List<Uses.Table> queries() {
    return Stream.of(
            calls.tables,
            base44.queries,
            drizzle.queries(),
            prisma.queries(prismaSchema.tables()),
            python.queries,
            sqlAlchemy.queries(),
            django.queries(),
            sqlStrings.queries,
            firestore.queries)
        .flatMap(List::stream)
        .toList();
  }

  private Declared allDeclared() {
    return declared
        .and(prismaSchema.declared())
        .and(drizzle.declared())
        .and(sqlAlchemy.declared(asksForPostgres()))
        .and(django.declared(asksForPostgres()))
        .and(python.declared())
        .and(sqlStrings.declared());
  }

  /** True if a server in Python asks for a client of PostgreSQL. */
  private boolean asksForPostgres() {
    return Stream.of(PythonRequirements.LIST, PythonRequirements.PROJECT)
        .flatMap(name -> tree.files(file -> file.name().equals(name)).stream())
        .flatMap(file ->
            PythonRequirements.needed(
                file.name(), tree.text(file, SourceTree.MAX_TEXT_BYTES).orElse(""))
                .stream())
        .anyMatch(POSTGRES_CLIENT.asMatchPredicate());
  }

  private Map<String, Map<String, String>> hints() {
    var hints = new HashMap<String, Map<String, String>>();
    hints.putAll(base44.types);
    hints.putAll(firestore.types);
    return hints;
  }

  private static <T> List<T> both(List<T> some, List<T> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private void read(SourceFile file, CodeParser parser) {
    boolean code = CodeParser.reads(file.path());
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
    builderUses.addAll(BuilderSigns.inText(file.path(), text.get()));
    try {
      readDeclaration(file, text.get());
      hosts.addAll(PageHosts.of(file.path(), text.get()));
    } catch (Effort.TooMuch tooMuch) {
      unparsed.add(new Place(file.path(), 1));
    }
    boolean ofTheApp =
        Stream.of(TEST_OR_STORY, AID, PUT_ASIDE)
            .noneMatch(each -> each.matcher(file.path()).matches());
    if (code && ofTheApp) {
      readCode(file.path(), text.get(), parser);
    }
  }

  /** Files that say what the app keeps and are no code. */
  private void readDeclaration(SourceFile file, String text) {
    if (file.name().endsWith(".prisma")) {
      prismaSchema.read(file.path(), text);
    } else if (BASE44_ENTITY.matcher(file.path()).matches()) {
      var entity = Base44Entity.read(file.path(), text);
      entity.ifPresent(each -> declared = declared.and(each));
      if (entity.isEmpty()) {
        unparsed.add(new Place(file.path(), 1));
      }
    } else if (file.name().equals(FirestoreCalls.RULES)) {
      storeRules.addAll(FirestoreCalls.rules(file.path(), text));
    } else if (ALIASES.matcher(file.name()).matches()) {
      graph.readAliases(file.path(), text);
    }
  }

  private void readCode(String path, String text, CodeParser parser) {
    if (steps > MOST_STEPS) {
      unparsed.add(new Place(path, 1));
      return;
    }
    var effort = new Effort(CodeParser.MOST_STEPS);
    try {
      var parsed = parser.parse(path, text, effort);
      parsed.firstError().ifPresent(unparsed::add);
      calls.read(parsed);
      variables.addAll(EnvironmentReads.of(parsed));
      hosts.addAll(ExternalHosts.of(parsed));
      fallbacks.addAll(FallbackSecrets.of(parsed));
      signs.read(parsed);
      signIn.addAll(SignInCode.of(parsed));
      sqlStrings.read(parsed);
      builderUses.addAll(BuilderSigns.of(parsed));
      graph.read(parsed);
      weaknesses.read(parsed);
      if (CodeParser.isPython(path)) {
        python.read(parsed);
        sqlAlchemy.read(parsed);
        django.read(parsed);
        pythonRoutes.read(parsed);
        djangoRoutes.read(parsed);
        return;
      }
      routes.addAll(Routes.of(parsed));
      base44.read(parsed);
      drizzle.read(parsed);
      prisma.read(parsed);
      firestore.read(parsed);
      serverRoutes.read(parsed);
      browserKeys.addAll(BrowserStorage.of(parsed));
      if (GENERATED_TYPES.matcher(path).matches()) {
        types = types.and(GeneratedTypes.of(parsed));
      }
      if (path.startsWith("supabase/functions/") || path.startsWith("base44/functions/")) {
        edgeFunctions.read(parsed);
      }
    } catch (Effort.TooMuch tooMuch) {
      unparsed.removeIf(place -> place.file().equals(path));
      unparsed.add(new Place(path, 1));
    } finally {
      steps += effort.spent();
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
    return migrations.isEmpty() ? schemaFiles() : migrations;
  }

  /**
   * Without migrations, files of SQL that make a database of PostgreSQL are the next best thing.
   */
  private List<SqlFile> schemaFiles() {
    if (!prismaSchema.tables().isEmpty() || drizzle.isPostgres()) {
      return List.of();
    }
    var schemas = new ArrayList<SqlFile>();
    long left = MAX_MIGRATIONS_BYTES;
    for (var file : tree.files(each -> each.name().endsWith(".sql"))) {
      var sql = tree.text(file, Math.min(left, SourceTree.MAX_TEXT_BYTES));
      if (sql.isEmpty()) {
        continue;
      }
      var kind = SqlKind.of(sql.get());
      if (kind == SqlKind.POSTGRES_SCHEMA) {
        schemas.add(new SqlFile(file.path(), sql.get()));
        left -= file.bytes();
      } else if (kind == SqlKind.OTHER_SCHEMA) {
        declared = declared.and(SqlTables.in(sql.get(), new Place(file.path(), 1)));
      }
    }
    return schemas;
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
