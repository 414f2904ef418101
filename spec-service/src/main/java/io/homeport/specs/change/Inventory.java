package io.homeport.specs.change;

import io.homeport.specs.change.Thing.Kind;
import io.homeport.specs.document.Authentication.Permission;
import io.homeport.specs.document.Domain.Attribute;
import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Severity;
import io.homeport.specs.document.SpecDocument;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything in a spec that can change, as things with properties, each in the area that a change
 * of it touches. Evidence, confidence and what people said are no part of it.
 */
final class Inventory {

  /** A property of a thing: what it is, and which area it belongs to. */
  record Property(String value, Area area) {}

  /** What is known of a thing. */
  static final class Entry {
    final Area area;
    final String about;
    final @Nullable Severity severity;

    /** The table that it goes and comes with; null for none. */
    final @Nullable String table;

    final SortedMap<String, Property> properties = new TreeMap<>();

    private Entry(Area area, String about, @Nullable Severity severity, @Nullable String table) {
      this.area = area;
      this.about = about;
      this.severity = severity;
      this.table = table;
    }

    private Entry has(String property, Area in, @Nullable Object value) {
      properties.put(property, new Property(text(value), in));
      return this;
    }

    private Entry has(String property, @Nullable Object value) {
      return has(property, area, value);
    }

    private static String text(@Nullable Object value) {
      return switch (value) {
        case null -> "";
        case Boolean yes -> yes ? "yes" : "no";
        case Enum<?> word -> word.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        case Collection<?> all ->
            all.stream().map(Entry::text).sorted().collect(Collectors.joining(", "));
        default -> value.toString();
      };
    }
  }

  /** Where a column stands, to tell a renamed one by. */
  record Column(String table, int position, Attribute attribute) {}

  final SortedMap<Thing, Entry> things =
      new TreeMap<>(Comparator.comparing(Thing::kind).thenComparing(Thing::name));
  final SortedMap<String, Column> columns = new TreeMap<>();
  final SortedMap<Thing, Permission> cells =
      new TreeMap<>(Comparator.comparing(Thing::kind).thenComparing(Thing::name));

  private final SpecDocument spec;

  Inventory(SpecDocument spec) {
    this.spec = spec;
    domain();
    authentication();
    workflows();
    deployment();
    review();
    plan();
  }

  private void domain() {
    var domain = spec.domain();
    domain.entities().forEach(this::table);
    for (var each : domain.relationships()) {
      of(Kind.RELATIONSHIP, each.from() + "." + each.name(), Area.DATA, each.from())
          .has("columns", String.join(", ", each.fromAttributes()))
          .has("refers to", "%s.%s".formatted(each.to(), String.join(", ", each.toAttributes())))
          .has("how many", each.cardinality())
          .has("always", each.required())
          .has("when that is deleted", each.onDelete());
    }
    for (var each : domain.invariants()) {
      of(Kind.RULE, each.entity() + "." + each.name(), Area.DATA, each.entity())
          .has("kind", each.kind())
          .has("statement", each.statement());
    }
    for (var each : domain.enumerations()) {
      of(Kind.LIST_OF_VALUES, each.name(), Area.DATA, null)
          .has("values", String.join(", ", each.values()));
    }
    for (var each : domain.views()) {
      of(Kind.VIEW, each.name(), Area.DATA, null)
          .has(
              "columns",
              each.attributes().stream()
                  .map(column -> column.name() + " " + column.type())
                  .collect(Collectors.joining(", ")))
          .has("respects row security", Area.PERMISSIONS, each.respectsRowSecurity())
          .has("materialized", each.materialized());
    }
    for (var each : domain.functions()) {
      of(Kind.DATABASE_FUNCTION, "%s(%s)".formatted(each.name(), each.arguments()), Area.DATA, null)
          .has("returns", each.returns())
          .has("language", each.language())
          .has("runs with its owner's rights", Area.PERMISSIONS, each.securityDefiner())
          .has("callable by", Area.PERMISSIONS, each.callableBy())
          .has("reads", each.reads())
          .has("writes", each.writes());
    }
    var coverage = spec.coverage();
    of(Kind.MIGRATIONS, "of the app", Area.DATA, null)
        .has("files", coverage.migrations())
        .has("statements", coverage.statements())
        .has("applied", coverage.applied());
  }

  private void table(Entity entity) {
    of(Kind.TABLE, entity.name(), Area.DATA, null)
        .has("key", String.join(", ", entity.identifier()))
        .has("kept in", entity.store())
        .has("row security", Area.PERMISSIONS, entity.rowSecurity())
        .has(
            "rows belong to",
            Area.PERMISSIONS,
            entity.ownership() == null ? null : entity.ownership().attribute());
    for (int i = 0; i < entity.attributes().size(); i++) {
      var each = entity.attributes().get(i);
      String name = entity.name() + "." + each.name();
      columns.put(name, new Column(entity.name(), i, each));
      of(Kind.COLUMN, name, Area.DATA, entity.name())
          .has("type", each.type())
          .has("always there", each.required())
          .has("if nothing is given", each.defaultValue())
          .has("made by the database", each.generated());
    }
  }

  private void authentication() {
    var authentication = spec.authentication();
    for (var each : authentication.methods()) {
      String with = each.provider() == null ? "" : " with " + each.provider();
      of(Kind.SIGN_IN, each.name() + with, Area.PERMISSIONS, null);
    }
    for (var each : authentication.roles()) {
      of(Kind.ROLE, each.name(), Area.PERMISSIONS, null).has("kind", each.kind());
    }
    for (var each : authentication.signUpEffects()) {
      of(Kind.SIGN_UP, each.trigger(), Area.PERMISSIONS, null)
          .has("runs", each.function())
          .has("writes", each.writes())
          .has("uses the user's words", each.usesMetadata());
    }
    authentication.permissions().forEach(each -> cell(Kind.PERMISSION, each));
    authentication.files().forEach(each -> cell(Kind.FILE_PERMISSION, each));
    for (var each : authentication.calls()) {
      of(Kind.CALL, "%s by %s".formatted(each.function(), each.role()), Area.PERMISSIONS, null)
          .has("outcome", each.outcome())
          .has("changes", each.changes())
          .has("shows rows of others", each.showsOthersRows());
    }
    for (var each : authentication.policies()) {
      of(Kind.POLICY, each.entity() + "." + each.name(), Area.PERMISSIONS, null)
          .has("for", each.command())
          .has("roles", each.roles())
          .has("permissive", each.permissive())
          .has("rows", each.using())
          .has("new rows", each.check());
    }
  }

  private void cell(Kind kind, Permission cell) {
    var thing =
        new Thing(
            kind,
            "%s %s %s"
                .formatted(
                    cell.role(), cell.action().name().toLowerCase(Locale.ROOT), cell.entity()));
    cells.put(thing, cell);
    if (!cell.beyond().isEmpty()) {
      of(kind, thing.name() + ", beyond its rows", Area.PERMISSIONS, null)
          .has("can", cell.beyond());
    }
  }

  private void workflows() {
    var workflows = spec.workflows();
    for (var each : workflows.functions()) {
      of(Kind.FUNCTION, each.name(), Area.WORKFLOWS, null)
          .has("started by", each.startedBy())
          .has("refuses callers without a token", Area.PERMISSIONS, each.verifiesJwt())
          .has("checks its caller by", Area.PERMISSIONS, each.callerCheck())
          .has("passes by row security", Area.PERMISSIONS, each.usesServiceRole())
          .has("reads", Area.DATA, each.reads())
          .has("writes", Area.DATA, each.writes())
          .has("calls", Area.DATA, each.calls())
          .has("variables", Area.SECRETS, each.variables());
    }
    for (var each : workflows.routes()) {
      of(Kind.ROUTE, each.method() + " " + each.name(), Area.WORKFLOWS, null)
          .has("checks its caller by", Area.PERMISSIONS, each.callerCheck())
          .has("passes by row security", Area.PERMISSIONS, each.usesServiceRole())
          .has("reads", Area.DATA, each.reads())
          .has("writes", Area.DATA, each.writes())
          .has("calls", Area.DATA, each.calls())
          .has("variables", Area.SECRETS, each.variables());
    }
    for (var each : workflows.triggers()) {
      of(Kind.TRIGGER, each.entity() + "." + each.name(), Area.DATA, each.entity())
          .has("when", each.when())
          .has("runs", each.function())
          .has("writes", each.writes());
    }
    for (var each : workflows.schedules()) {
      of(Kind.SCHEDULE, each.name(), Area.WORKFLOWS, null)
          .has("when", each.schedule())
          .has("runs", Area.DATA, each.command())
          .has("calls", Area.DATA, each.calls());
    }
    for (var each : workflows.live()) {
      of(Kind.LIVE_UPDATE, "of " + each.entity(), Area.DATA, null);
    }
    for (var each : workflows.externalCalls()) {
      of(Kind.HOST, "%s (%s)".formatted(each.host(), each.purpose()), Area.DATA, null);
    }
    for (var each : workflows.pages()) {
      of(Kind.PAGE, each.path(), Area.PAGES, null);
    }
  }

  private void deployment() {
    var deployment = spec.deployment();
    for (var each : deployment.variables()) {
      var area = each.secret() ? Area.SECRETS : Area.DEPLOYMENT;
      of(Kind.VARIABLE, each.name(), area, null)
          .has("secret", Area.SECRETS, each.secret())
          .has("public", Area.SECRETS, each.isPublic())
          .has("in the source", Area.SECRETS, each.committed())
          .has("read by", each.readBy())
          .has("given by", each.providedBy());
    }
    for (var each : deployment.services()) {
      of(Kind.SERVICE, each.name(), Area.DATA, null)
          .has("hosts", each.hosts())
          .has("belongs to the builder", each.ofBuilder());
    }
    for (var each : deployment.buckets()) {
      of(Kind.BUCKET, each.name(), Area.DATA, null)
          .has("public", Area.PERMISSIONS, each.isPublic())
          .has("most bytes of a file", each.maxFileBytes())
          .has("types", each.mediaTypes())
          .has("made by a migration", each.declared());
    }
    for (var each : deployment.components()) {
      of(Kind.PROGRAM, each.folder(), Area.DEPLOYMENT, null)
          .has("framework", each.framework())
          .has("ports", each.ports());
    }
    for (var each : deployment.browserData()) {
      of(Kind.BROWSER_DATA, "%s in %s".formatted(each.key(), each.storage()), Area.PAGES, null);
    }
    var build = deployment.build();
    of(Kind.BUILD, "of the app", Area.DEPLOYMENT, null)
        .has("runtime", deployment.runtime())
        .has("framework", build.framework())
        .has("package manager", build.packageManager())
        .has("command", build.command())
        .has("output", build.outputDirectory())
        .has("Node", build.nodeVersion())
        .has("extensions", Area.DATA, deployment.extensions())
        .has("queues", Area.DATA, deployment.queues());
  }

  private void review() {
    for (var each : spec.findings()) {
      put(Kind.FINDING, each.id(), new Entry(Area.FINDINGS, each.what(), each.severity(), null))
          .has("severity", each.severity());
    }
    for (var each : spec.openQuestions()) {
      put(Kind.QUESTION, each.id(), new Entry(Area.QUESTIONS, each.question(), null, null))
          .has("blocks", each.blocking());
    }
  }

  boolean hasPlan() {
    return !spec.plan().steps().isEmpty();
  }

  private void plan() {
    for (var each : spec.plan().services()) {
      put(Kind.BUILDER_SERVICE, each.id(), new Entry(Area.PLAN, each.name(), null, null))
          .has("needs a change of code", each.codeChange());
    }
    for (var each : spec.plan().steps()) {
      put(Kind.STEP, each.id(), new Entry(Area.PLAN, each.what(), null, null))
          .has("done by", each.by())
          .has("after", each.after());
    }
  }

  private Entry of(Kind kind, String name, Area area, @Nullable String table) {
    return put(kind, name, new Entry(area, "", null, table));
  }

  /** Of two things of one name the last one counts. */
  private Entry put(Kind kind, String name, Entry entry) {
    things.put(new Thing(kind, name), entry);
    return entry;
  }
}
