package io.homeport.specs.document;

import static io.homeport.specs.document.Markdown.code;
import static io.homeport.specs.document.Markdown.codes;
import static io.homeport.specs.document.Markdown.escaped;
import static io.homeport.specs.document.Markdown.evidence;
import static io.homeport.specs.document.Markdown.word;

import io.homeport.specs.document.Workflows.Repeat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The third and fourth part of the page: what happens when, and what the app needs. */
final class OperationMarkdown {

  private final Workflows workflows;
  private final Deployment deployment;
  private final Markdown page = new Markdown();

  private OperationMarkdown(Workflows workflows, Deployment deployment) {
    this.workflows = workflows;
    this.deployment = deployment;
  }

  static String of(Workflows workflows, Deployment deployment) {
    return new OperationMarkdown(workflows, deployment).write();
  }

  private String write() {
    page.heading(2, "3. Workflows");
    functions();
    page.heading(3, "What the database does by itself");
    page.table(
        List.of("trigger", "on", "when", "runs", "writes", "evidence"),
        workflows.triggers().stream()
            .map(each ->
                List.of(
                    code(each.name()),
                    code(each.entity()),
                    each.when().toLowerCase(java.util.Locale.ROOT),
                    code(each.function()),
                    codes(each.writes()),
                    evidence(each.basis().evidence())))
            .toList());
    page.heading(3, "Schedules");
    page.table(
        List.of("job", "when (cron, UTC)", "calls", "command"),
        workflows.schedules().stream()
            .map(each ->
                List.of(
                    code(each.name()),
                    code(each.schedule()),
                    codes(each.calls()),
                    code(each.command())))
            .toList());
    page.heading(3, "Live updates");
    page.table(
        List.of("entity", "listened to at"),
        workflows.live().stream()
            .map(each -> List.of(code(each.entity()), evidence(each.listeners())))
            .toList());
    page.heading(3, "Calls to others");
    page.table(
        List.of("host", "purpose", "evidence"),
        workflows.externalCalls().stream()
            .map(each ->
                List.of(
                    code(each.host()), escaped(each.purpose()), evidence(each.basis().evidence())))
            .toList());
    page.heading(3, "Pages");
    page.table(
        List.of("path", "evidence"),
        workflows.pages().stream()
            .map(each -> List.of(code(each.path()), evidence(each.basis().evidence())))
            .toList());
    if (!workflows.screens().isEmpty()) {
      page.heading(3, "Which page uses what");
      page.table(
          List.of("page", "file", "reads", "writes", "calls"),
          workflows.screens().stream()
              .map(each ->
                  List.of(
                      code(each.path()),
                      code(each.file()),
                      codes(each.reads()),
                      codes(each.writes()),
                      codes(each.functions())))
              .toList());
    }
    deployment();
    return page.toString().strip();
  }

  private void functions() {
    page.heading(3, "Functions of the platform");
    page.table(
        List.of(
            "function",
            "started by",
            "token required",
            "checks its caller",
            "service role",
            "reads",
            "writes",
            "calls",
            "a second call"),
        workflows.functions().stream()
            .map(each ->
                List.of(
                    code(each.name()),
                    word(each.startedBy()),
                    each.verifiesJwt() ? "yes" : "no",
                    escaped(each.callerCheck()),
                    each.usesServiceRole() ? "yes" : "no",
                    codes(each.reads()),
                    codes(each.writes()),
                    codes(each.calls()),
                    repeat(each.repeat())))
            .toList());
    if (workflows.routes().isEmpty()) {
      return;
    }
    page.heading(3, "What the app's own server answers");
    page.table(
        List.of(
            "method",
            "path or function",
            "with",
            "checks its caller",
            "service role",
            "reads",
            "writes",
            "calls",
            "a second call",
            "evidence"),
        workflows.routes().stream()
            .map(each ->
                List.of(
                    code(each.method()),
                    code(each.path() == null ? each.name() : each.path()),
                    escaped(each.framework()),
                    escaped(each.callerCheck()),
                    each.usesServiceRole() ? "yes" : "no",
                    codes(each.reads()),
                    codes(each.writes()),
                    codes(each.calls()),
                    repeat(each.repeat()),
                    evidence(each.basis().evidence())))
            .toList());
  }

  private static String repeat(Repeat repeat) {
    String harm =
        switch (repeat.harm()) {
          case NONE -> "does no harm";
          case DONE_TWICE -> "**does it twice**";
          case UNKNOWN -> "not known";
        };
    return harm + ": " + escaped(repeat.reason());
  }

  private void deployment() {
    var build = deployment.build();
    page.heading(2, "4. Deployment model");
    page.bullet("Runtime: %s.".formatted(word(deployment.runtime())));
    page.bullet(
        "Build: %s with %s; command %s, output in %s, Node %s. Lockfiles: %s."
            .formatted(
                escaped(build.framework()),
                escaped(build.packageManager()),
                orDash(build.command()),
                orDash(build.outputDirectory()),
                orDash(build.nodeVersion()),
                codes(build.lockfiles())));
    page.bullet("Extensions of PostgreSQL: %s.".formatted(codes(deployment.extensions())));
    page.bullet("Queues: %s.".formatted(codes(deployment.queues())));
    page.end();
    page.heading(3, "Variables and secrets");
    page.table(
        List.of("name", "kind", "read by", "committed", "provided by", "evidence"),
        deployment.variables().stream()
            .map(each ->
                List.of(
                    code(each.name()),
                    each.isPublic() ? "public" : each.secret() ? "secret" : "setting",
                    each.readBy().isEmpty() ? "nobody" : String.join(", ", each.readBy()),
                    each.committed() ? "yes" : "no",
                    each.providedBy() + (each.required() ? ", or it does not start" : ""),
                    evidence(each.basis().evidence())))
            .toList());
    page.heading(3, "Services outside");
    page.table(
        List.of("service", "hosts", "belongs to the builder", "evidence"),
        deployment.services().stream()
            .map(each ->
                List.of(
                    escaped(each.name()),
                    codes(each.hosts()),
                    each.ofBuilder() ? "yes: needs a replacement" : "no",
                    evidence(each.basis().evidence())))
            .toList());
    page.heading(3, "Files");
    page.table(
        List.of("bucket", "public", "largest file", "types", "made by a migration", "used at"),
        deployment.buckets().stream()
            .map(each ->
                List.of(
                    code(each.name()),
                    each.isPublic() ? "yes" : "no",
                    each.maxFileBytes() == null ? "–" : each.maxFileBytes() + " bytes",
                    codes(each.mediaTypes()),
                    each.declared() ? "yes" : "no",
                    evidence(each.usedBy())))
            .toList());
    growth();
  }

  private void growth() {
    if (!deployment.components().isEmpty()) {
      page.heading(3, "Programs");
      page.table(
          List.of("framework", "folder", "ports", "evidence"),
          deployment.components().stream()
              .map(each ->
                  List.of(
                      escaped(each.framework()),
                      code(each.folder()),
                      codes(each.ports().stream().map(String::valueOf).toList()),
                      evidence(each.basis().evidence())))
              .toList());
    }
    if (!deployment.scaling().isEmpty()) {
      page.heading(3, "What slows down as the app grows");
      page.table(
          List.of("kind", "what", "evidence"),
          deployment.scaling().stream()
              .map(each ->
                  List.of(
                      word(each.kind()), escaped(each.what()), evidence(each.basis().evidence())))
              .toList());
    }
    if (!deployment.browserData().isEmpty()) {
      page.heading(3, "What lives only in the browser");
      page.table(
          List.of("key", "storage", "looks like", "evidence"),
          deployment.browserData().stream()
              .map(each ->
                  List.of(
                      code(each.key()),
                      code(each.storage()),
                      each.holdsContent() ? "users' work" : "a setting or session",
                      evidence(each.basis().evidence())))
              .toList());
    }
  }

  private static String orDash(@Nullable String value) {
    return value == null ? "–" : code(value);
  }
}
