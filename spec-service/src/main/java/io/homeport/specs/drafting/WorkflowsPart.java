package io.homeport.specs.drafting;

import static java.util.stream.Collectors.groupingBy;

import io.homeport.specs.Place;
import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.document.Basis;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Workflows;
import io.homeport.specs.document.Workflows.EdgeFunction;
import io.homeport.specs.document.Workflows.ExternalCall;
import io.homeport.specs.document.Workflows.Live;
import io.homeport.specs.document.Workflows.Page;
import io.homeport.specs.document.Workflows.Schedule;
import io.homeport.specs.document.Workflows.StartedBy;
import io.homeport.specs.document.Workflows.Trigger;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.EdgeFunctionSource;
import io.homeport.specs.source.EdgeFunctionSource.CallerCheck;
import io.homeport.specs.source.Uses;
import io.homeport.specs.sql.FunctionBody;
import io.homeport.specs.sql.SqlLexer;
import io.homeport.specs.sql.SqlToken.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The workflows: what runs, what starts it, what it touches. */
final class WorkflowsPart {

  private static final int LONG_LITERAL = 60;

  private final Material material;
  private final Catalogue catalogue;

  private WorkflowsPart(Material material) {
    this.material = material;
    this.catalogue = material.catalogue();
  }

  static Workflows of(Material material) {
    return new WorkflowsPart(material).write();
  }

  private Workflows write() {
    return new Workflows(
        material.source().edgeFunctions().stream().map(this::edgeFunction).toList(),
        catalogue.triggers().stream().map(this::trigger).toList(),
        catalogue.cronJobs().stream().map(this::schedule).toList(),
        live(),
        externalCalls(),
        pages(),
        RoutesPart.routes(material),
        RoutesPart.screens(material));
  }

  private EdgeFunction edgeFunction(EdgeFunctionSource function) {
    var variables =
        material.source().variables().stream()
            .filter(use -> function.contains(use.place()))
            .map(Uses.Variable::name)
            .distinct()
            .sorted()
            .toList();
    var calls =
        material.source().hosts().stream()
            .filter(host -> host.role() == Uses.HostRole.CALL && function.contains(host.place()))
            .map(Uses.Host::name)
            .distinct()
            .sorted()
            .toList();
    var calledBy =
        material.source().functionCalls().stream()
            .filter(
                use -> use.name().equals(function.name()) && !use.place().file().endsWith(".sql"))
            .map(use -> Evidence.at(use.place()))
            .toList();
    return new EdgeFunction(
        function.name(),
        startedBy(function, !calledBy.isEmpty()),
        function.verifiesJwt(),
        function.callerCheck().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        variables.contains("SUPABASE_SERVICE_ROLE_KEY")
            || Reach.ofFiles(material, function.files()).usesServiceRole(),
        touched(function, false),
        touched(function, true),
        calls,
        variables,
        calledBy,
        Reach.ofFiles(material, function.files()).repeat(),
        Basis.declaredAt(List.of(function.place(), function.verifiesJwtAt())));
  }

  private StartedBy startedBy(EdgeFunctionSource function, boolean calledByApp) {
    if (calledByApp) {
      return StartedBy.APP;
    }
    boolean scheduled =
        catalogue.cronJobs().stream()
            .anyMatch(job -> job.command().contains("/functions/v1/" + function.name()));
    if (scheduled) {
      return StartedBy.SCHEDULE;
    }
    boolean signed = function.callerCheck() == CallerCheck.VERIFIES_SIGNATURE;
    return !function.verifiesJwt() && signed ? StartedBy.WEBHOOK : StartedBy.UNKNOWN;
  }

  private List<String> touched(EdgeFunctionSource function, boolean writing) {
    return material.source().tables().stream()
        .filter(use -> function.contains(use.place()))
        .filter(
            use -> use.operations().stream().anyMatch(each -> !each.equals("select")) == writing)
        .map(Uses.Table::name)
        .distinct()
        .sorted()
        .toList();
  }

  private Trigger trigger(Catalogue.Trigger trigger) {
    var body =
        FunctionBody.of(
            catalogue.function(trigger.function()).map(Catalogue.Function::body).orElse(""));
    String key = trigger.table() + "." + trigger.name();
    return new Trigger(
        trigger.name(),
        trigger.table().toString(),
        trigger.timing() + " " + String.join(" OR ", trigger.events()),
        trigger.function().toString(),
        Relations.known(catalogue, body.writes()),
        Basis.measured(material.evidence("trigger " + key, "pg_trigger", key)));
  }

  private Schedule schedule(Catalogue.CronJob job) {
    return new Schedule(
        job.name(),
        job.schedule(),
        withoutSecrets(job.command()),
        List.copyOf(FunctionBody.of(job.command()).urls()),
        Basis.measured(Evidence.catalogue("cron.job", job.name())));
  }

  /** A command often holds a token; its long literals are left out, but not addresses. */
  private static String withoutSecrets(String command) {
    var text = new StringBuilder();
    int end = 0;
    for (var token : SqlLexer.tokens(command)) {
      text.append(token.start() > end && !text.isEmpty() ? " " : "");
      boolean hidden =
          token.kind() == Kind.STRING
              && token.text().length() > LONG_LITERAL
              && !token.text().startsWith("'http");
      text.append(hidden ? "'…'" : token.text());
      end = token.end();
    }
    return text.toString();
  }

  private List<Live> live() {
    var entities = new TreeSet<String>();
    catalogue.published().forEach(relation -> entities.add(relation.toString()));
    material.source().channels().forEach(channel -> entities.addAll(channel.tables()));
    return entities.stream()
        .map(entity -> {
          var listeners =
              material.source().channels().stream()
                  .filter(channel -> channel.tables().contains(entity))
                  .map(channel -> Evidence.at(channel.place()))
                  .toList();
          boolean published =
              catalogue.published().stream().anyMatch(each -> each.toString().equals(entity));
          return new Live(
              entity,
              listeners,
              published
                  ? Basis.measured(Evidence.catalogue("pg_publication_tables", entity))
                  : Basis.declared(listeners));
        })
        .toList();
  }

  private List<ExternalCall> externalCalls() {
    var byHost =
        material.source().hosts().stream()
            .collect(groupingBy(Uses.Host::name, TreeMap::new, Collectors.toList()));
    var calls = new ArrayList<ExternalCall>();
    byHost.forEach((host, uses) -> {
      // What the app does counts before what people do.
      var role = uses.stream().map(Uses.Host::role).min(Comparator.naturalOrder()).orElseThrow();
      calls.add(
          new ExternalCall(
              host,
              purpose(role),
              Basis.declaredAt(
                  uses.stream().filter(use -> use.role() == role).map(Uses.Host::place).toList())));
    });
    return calls;
  }

  private static String purpose(Uses.HostRole role) {
    return switch (role) {
      case CALL -> "called";
      case IMPORT -> "code is loaded from it";
      case MEDIA -> "styles, fonts or pictures are loaded from it";
      case LINK -> ExternalCall.LINKED;
    };
  }

  private List<Page> pages() {
    var byPath = new TreeMap<String, List<Place>>();
    material
        .source()
        .routes()
        .forEach(route ->
            byPath.computeIfAbsent(route.path(), _ -> new ArrayList<>()).add(route.place()));
    return byPath.entrySet().stream()
        .map(each -> new Page(each.getKey(), Basis.declaredAt(each.getValue())))
        .sorted(Comparator.comparing(Page::path))
        .toList();
  }
}
