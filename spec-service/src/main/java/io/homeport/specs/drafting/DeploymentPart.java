package io.homeport.specs.drafting;

import io.homeport.specs.Place;
import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.declared.Declared;
import io.homeport.specs.document.Basis;
import io.homeport.specs.document.Deployment;
import io.homeport.specs.document.Deployment.BrowserData;
import io.homeport.specs.document.Deployment.Bucket;
import io.homeport.specs.document.Deployment.Build;
import io.homeport.specs.document.Deployment.Component;
import io.homeport.specs.document.Deployment.Runtime;
import io.homeport.specs.document.Deployment.Service;
import io.homeport.specs.document.Deployment.Variable;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.Program;
import io.homeport.specs.source.SourceFacts;
import io.homeport.specs.source.Uses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the app needs to be built and to run. */
final class DeploymentPart {

  private static final Pattern SECRET =
      Pattern.compile(".*(?:SECRET|TOKEN|PASSWORD|PRIVATE|SERVICE_ROLE|API_KEY|_KEY).*");
  private static final Pattern PUBLIC =
      Pattern.compile("(?:VITE|NEXT_PUBLIC|REACT_APP|EXPO_PUBLIC|PUBLIC)_.*");
  private static final Pattern OF_SUPABASE = Pattern.compile("(?:[A-Z]+_)*SUPABASE_.*");

  /** What every app's server gets. */
  private static final Pattern OF_THE_RUNTIME =
      Pattern.compile("DATABASE_URL|POSTGRES\\w*_URL|PG[A-Z]+|PORT|HOST|HOSTNAME|NODE_ENV");

  /** Keys of sessions, choices and things that were seen: nobody misses them. */
  private static final Pattern SETTING =
      Pattern.compile(
          "(?i).*(?:token|session|auth|jwt|user(?:_?id|_?data|_?info)?$|theme|mode|lang|locale|i18n|sidebar|collapsed|cookie|consent|seen|dismiss|onboard|banner|prompt|tour|last_?|selected|active|filter|sort|view|tab|layout|prefer|setting|color|zoom|sound|mute|cache|version|redirect|return|state|nonce|verifier|debug|impersonat|device|push|install|pwa|base44_|currency|expanded|open|hidden|range|remember).*");

  private final Material material;
  private final SourceFacts source;

  private DeploymentPart(Material material) {
    this.material = material;
    this.source = material.source();
  }

  static Deployment of(Material material) {
    return new DeploymentPart(material).write();
  }

  private Deployment write() {
    return new Deployment(
        runtime(),
        build(),
        variables(),
        services(),
        buckets(),
        material.catalogue().queues(),
        material.catalogue().extensions(),
        components(),
        ScalingPart.of(material),
        browserData());
  }

  private Runtime runtime() {
    boolean base44 =
        material.declared().entities().stream()
                .anyMatch(entity -> entity.origin() == Declared.Origin.BASE44)
            || source.tables().stream().anyMatch(use -> use.via() == Uses.Via.BASE44);
    if (base44) {
      return Runtime.BASE44;
    }
    boolean answers = !source.served().isEmpty();
    var main = source.programs().stream().filter(Program::isMain).toList();
    boolean onlyServers = main.stream().allMatch(Program::server);
    boolean mainServes =
        main.stream()
            .anyMatch(program ->
                program.servesByItself() || program.server() && (answers || onlyServers));
    if (mainServes) {
      return Runtime.NODE_SERVER;
    }
    if (usesSupabase()) {
      return Runtime.SUPABASE;
    }
    // Without anything at the root that serves, whatever serves is the app's server.
    if (source.programs().stream().anyMatch(Program::isPython)) {
      return Runtime.PYTHON_SERVER;
    }
    if (source.programs().stream().anyMatch(Program::server) && answers) {
      return Runtime.NODE_SERVER;
    }
    return source.manifest().isPresent() || source.plainSite() ? Runtime.STATIC : Runtime.UNKNOWN;
  }

  private boolean usesSupabase() {
    return !source.migrations().isEmpty()
        || !source.edgeFunctions().isEmpty()
        || source
            .manifest()
            .filter(manifest -> manifest.dependencies().containsKey("@supabase/supabase-js"))
            .isPresent();
  }

  private Build build() {
    return source
        .manifest()
        .map(manifest ->
            new Build(
                manifest.framework(),
                manifest.packageManager(),
                manifest.lockfiles(),
                manifest.buildScript(),
                manifest.outputDirectory(),
                manifest.nodeVersion(),
                Basis.declaredAt(List.of(manifest.place()))))
        .orElseGet(() ->
            new Build(
                source.programs().stream().map(Program::framework).findFirst().orElse("none"),
                "none",
                List.of(),
                null,
                null,
                null,
                Basis.declaredAt(
                    source.programs().stream().map(Program::place).limit(1).toList())));
  }

  private List<Variable> variables() {
    var places = new TreeMap<String, List<Place>>();
    var readers = new TreeMap<String, TreeSet<String>>();
    source
        .variables()
        .forEach(use -> {
          places.computeIfAbsent(use.name(), _ -> new ArrayList<>()).add(use.place());
          readers
              .computeIfAbsent(use.name(), _ -> new TreeSet<>())
              .add(use.reader().name().toLowerCase(Locale.ROOT));
        });
    source
        .committed()
        .forEach(entry ->
            places.computeIfAbsent(entry.name(), _ -> new ArrayList<>()).add(entry.place()));
    return places.entrySet().stream()
        .map(each -> {
          String name = each.getKey();
          boolean isPublic = PUBLIC.matcher(name).matches();
          return new Variable(
              name,
              List.copyOf(readers.getOrDefault(name, new TreeSet<>())),
              isPublic,
              !isPublic
                  && SECRET.matcher(name).matches()
                  && !name.contains("PUBLISHABLE")
                  && !name.contains("ANON_KEY"),
              source.committed().stream()
                  .anyMatch(entry -> entry.name().equals(name) && !entry.empty()),
              OF_SUPABASE.matcher(name).matches() ? "homeport" : "owner",
              isRequired(name),
              Basis.declaredAt(each.getValue()));
        })
        .toList();
  }

  /** Only where it is plain: what is refused without reason stands in everybody's way. */
  private boolean isRequired(String name) {
    return !OF_SUPABASE.matcher(name).matches()
        && !OF_THE_RUNTIME.matcher(name).matches()
        && source.committed().stream()
            .noneMatch(entry -> entry.name().equals(name) && !entry.empty())
        && source.variables().stream()
            .anyMatch(use ->
                use.name().equals(name)
                    && use.demanded()
                    && source.graph().isImported(use.place().file()));
  }

  private List<Service> services() {
    var byService = new TreeMap<String, List<Uses.Host>>();
    source.hosts().stream()
        .filter(host -> host.role() == Uses.HostRole.CALL)
        .forEach(host ->
            byService
                .computeIfAbsent(KnownHosts.serviceOf(host.name()), _ -> new ArrayList<>())
                .add(host));
    var byIntegration = new TreeMap<String, List<Place>>();
    source
        .integrations()
        .forEach(use ->
            byIntegration
                .computeIfAbsent("Base44 " + use.name(), _ -> new ArrayList<>())
                .add(use.place()));
    var ofSdk =
        byIntegration.entrySet().stream()
            .map(each ->
                new Service(each.getKey(), List.of(), true, Basis.declaredAt(each.getValue())));
    return Stream.concat(ofHosts(byService), ofSdk).toList();
  }

  private static Stream<Service> ofHosts(TreeMap<String, List<Uses.Host>> byService) {
    return byService.entrySet().stream()
        .map(each ->
            new Service(
                each.getKey(),
                each.getValue().stream().map(Uses.Host::name).distinct().sorted().toList(),
                each.getValue().stream().anyMatch(host -> KnownHosts.isBuilders(host.name())),
                Basis.declaredAt(each.getValue().stream().map(Uses.Host::place).toList())));
  }

  private List<Bucket> buckets() {
    var names = new TreeSet<String>();
    material.catalogue().buckets().forEach(bucket -> names.add(bucket.id()));
    source.buckets().forEach(use -> names.add(use.name()));
    return names.stream().map(this::bucket).toList();
  }

  private Bucket bucket(String name) {
    var uses = source.buckets().stream().filter(use -> use.name().equals(name)).toList();
    var usedBy = uses.stream().map(use -> Evidence.at(use.place())).toList();
    return material.catalogue().buckets().stream()
        .filter(each -> each.id().equals(name))
        .findFirst()
        .map(declared -> declaredBucket(declared, usedBy))
        .orElseGet(() ->
            new Bucket(
                name, isPublic(uses), null, List.of(), usedBy, false, Basis.declared(usedBy)));
  }

  /**
   * Public addresses lead nowhere in a private bucket; signed ones are of no use in a public one.
   */
  private static boolean isPublic(List<Uses.Bucket> uses) {
    var operations = uses.stream().flatMap(use -> use.operations().stream()).toList();
    return operations.contains("getPublicUrl")
        && operations.stream().noneMatch(each -> each.startsWith("createSignedUrl"));
  }

  private static Bucket declaredBucket(Catalogue.Bucket bucket, List<Evidence> usedBy) {
    return new Bucket(
        bucket.id(),
        bucket.isPublic(),
        bucket.fileSizeLimit(),
        bucket.allowedMimeTypes(),
        usedBy,
        true,
        Basis.measured(Evidence.catalogue("storage.buckets", bucket.id())));
  }

  private List<Component> components() {
    return source.programs().stream()
        .map(program -> {
          var ports =
              source.ports().stream()
                  .filter(port ->
                      program.server() && listener(port).filter(program::equals).isPresent())
                  .map(Uses.Port::number)
                  .distinct()
                  .sorted()
                  .toList();
          var usual = program.port() == 0 ? List.<Integer>of() : List.of(program.port());
          return new Component(
              program.framework(),
              program.folder(),
              ports.isEmpty() ? usual : ports,
              Basis.declaredAt(List.of(program.place())));
        })
        .toList();
  }

  /** The server in the nearest folder around the code, rather the one that code alone starts. */
  private Optional<Program> listener(Uses.Port port) {
    return source.programs().stream()
        .filter(Program::server)
        .filter(program ->
            program.folder().equals(".") || port.place().file().startsWith(program.folder() + "/"))
        .max(
            Comparator.comparingInt((Program program) ->
                    program.folder().equals(".") ? 0 : program.folder().length())
                .thenComparing(program -> !program.servesByItself()));
  }

  private List<BrowserData> browserData() {
    var byKey = new TreeMap<String, List<Uses.BrowserKey>>();
    source
        .browserKeys()
        .forEach(use ->
            byKey
                .computeIfAbsent(use.storage() + " " + use.key(), _ -> new ArrayList<>())
                .add(use));
    return byKey.values().stream()
        .map(uses -> {
          var first = uses.getFirst();
          boolean written = uses.stream().anyMatch(Uses.BrowserKey::writes);
          return new BrowserData(
              first.key(),
              first.storage(),
              written
                  && first.storage().equals("localStorage")
                  && !SETTING.matcher(first.key()).matches(),
              Basis.declaredAt(uses.stream().map(Uses.BrowserKey::place).toList()));
        })
        .toList();
  }
}
