package io.homeport.specs.planning;

import io.homeport.contracts.Builder;
import io.homeport.specs.Place;
import io.homeport.specs.document.Deployment.Runtime;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.MigrationPlan.BuilderService;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.BuilderSigns;
import io.homeport.specs.source.OfBuilder;
import io.homeport.specs.source.SourceFacts;
import io.homeport.specs.source.Uses;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which of the builder's services the app uses, from everything that the source shows of them. */
final class BuilderServices {

  private static final int MOST_EVIDENCE = 10;
  private static final Pattern BUILDERS_HOST =
      Pattern.compile("[\\w-]+(?:\\.[\\w-]+)*\\.(?:lovable\\.app|base44\\.app|emergent\\.host)");
  private static final Set<String> BASE44_AI =
      Set.of("InvokeLLM", "GenerateImage", "ExtractDataFromUploadedFile", "GenerateSpeech");
  private static final Set<String> BASE44_FILES =
      Set.of("UploadFile", "UploadPrivateFile", "CreateFileSignedUrl");

  private final SourceFacts source;
  private final Map<OfBuilder, TreeSet<Place>> uses = new EnumMap<>(OfBuilder.class);

  private BuilderServices(SourceFacts source) {
    this.source = source;
  }

  static Map<OfBuilder, BuilderService> of(Material material, Runtime runtime) {
    var services = new BuilderServices(material.source());
    services.project(material.builder(), runtime);
    services.signs();
    services.base44(runtime);
    services.schedules();
    var all = new EnumMap<OfBuilder, BuilderService>(OfBuilder.class);
    services.uses.forEach((what, places) ->
        all.put(what, service(Replacement.of(what, runtime), what, List.copyOf(places))));
    return all;
  }

  /** The stable name of a service, and of what must be done for it. */
  static String id(OfBuilder what) {
    return what.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static BuilderService service(
      Replacement replacement, OfBuilder what, List<Place> places) {
    return new BuilderService(
        id(what),
        replacement.name(),
        replacement.use(),
        replacement.by(),
        replacement.who(),
        replacement.codeChange(),
        places.size(),
        evidence(places));
  }

  /** The first ones, of different files as far as there are. */
  static List<Evidence> evidence(List<Place> places) {
    var files = new TreeSet<String>();
    var first = new ArrayList<Place>();
    var more = new ArrayList<Place>();
    places.forEach(each -> (files.add(each.file()) ? first : more).add(each));
    first.addAll(more);
    return first.stream().limit(MOST_EVIDENCE).sorted().map(Evidence::at).toList();
  }

  private void add(OfBuilder what, Place place) {
    uses.computeIfAbsent(what, _ -> new TreeSet<>()).add(place);
  }

  /** Lovable and Bolt make the project for the app; elsewhere it is the owner's own. */
  private void project(Builder builder, Runtime runtime) {
    boolean makesIt = builder == Builder.LOVABLE || builder == Builder.BOLT;
    if (!makesIt || runtime == Runtime.STATIC || runtime == Runtime.BASE44) {
      return;
    }
    source.hosts().stream()
        .filter(host -> host.name().endsWith(".supabase.co"))
        .forEach(host -> add(OfBuilder.PROJECT, host.place()));
    source.variables().stream()
        .filter(variable -> variable.name().endsWith("SUPABASE_URL"))
        .forEach(variable -> add(OfBuilder.PROJECT, variable.place()));
  }

  private void signs() {
    source.builderUses().forEach(use -> add(use.what(), use.place()));
    for (var variable : source.variables()) {
      BuilderSigns.ofVariable(variable.name()).ifPresent(what -> add(what, variable.place()));
    }
    source.hosts().stream()
        .filter(host -> host.role() == Uses.HostRole.CALL && BuilderSigns.isAddress(host.name()))
        .forEach(host -> add(OfBuilder.ADDRESS, host.place()));
    source.edgeFunctions().stream()
        .filter(function -> function.name().equals("auth-email-hook"))
        .forEach(function -> add(OfBuilder.LOVABLE_AUTH_MAIL, function.place()));
    onlyWhatIsUsed();
    // Where the sign-in itself goes through Lovable, its path is a part of that.
    if (uses.containsKey(OfBuilder.LOVABLE_SIGN_IN)) {
      uses.remove(OfBuilder.LOVABLE_PATHS);
    }
  }

  /** Lovable writes the wrapper of its sign-in into apps that never call it. */
  private void onlyWhatIsUsed() {
    boolean signsInWithOthers =
        source.authentication().stream().anyMatch(use -> use.method().equals("signInWithOAuth"));
    if (!signsInWithOthers) {
      uses.remove(OfBuilder.LOVABLE_SIGN_IN);
    }
  }

  private void base44(Runtime runtime) {
    source.tables().stream()
        .filter(use -> use.via() == Uses.Via.BASE44)
        .forEach(use -> add(OfBuilder.BASE44_ENTITIES, use.place()));
    source.authentication().stream()
        .filter(use -> use.method().startsWith("base44."))
        .forEach(use -> add(OfBuilder.BASE44_SIGN_IN, use.place()));
    source
        .integrations()
        .forEach(use ->
            add(
                BASE44_AI.contains(use.name())
                    ? OfBuilder.BASE44_AI
                    : BASE44_FILES.contains(use.name())
                        ? OfBuilder.BASE44_FILES
                        : use.name().equals("SendEmail")
                            ? OfBuilder.BASE44_MAIL
                            : OfBuilder.BASE44_INTEGRATIONS,
                use.place()));
    if (runtime == Runtime.BASE44) {
      source.edgeFunctions().stream()
          .filter(function -> function.place().file().startsWith("base44/functions/"))
          .forEach(function -> add(OfBuilder.BASE44_FUNCTIONS, function.place()));
    }
  }

  private void schedules() {
    for (var file : source.migrations()) {
      if (file.sql().contains("cron.schedule")) {
        placesOf(file.path(), file.sql()).forEach(place -> add(OfBuilder.SCHEDULE, place));
      }
    }
  }

  private static List<Place> placesOf(String path, String sql) {
    var places = new ArrayList<Place>();
    int line = 1;
    for (String text : sql.lines().toList()) {
      if (BUILDERS_HOST.matcher(text).find()) {
        places.add(new Place(path, line));
      }
      line++;
    }
    return places;
  }
}
