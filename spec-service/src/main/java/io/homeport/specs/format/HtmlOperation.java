package io.homeport.specs.format;

import io.homeport.specs.document.Deployment;
import io.homeport.specs.document.Workflows;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happens when, and what the app needs to run. */
final class HtmlOperation {

  private final Html page = new Html();

  private HtmlOperation() {}

  static String of(Workflows workflows, Deployment deployment) {
    var operation = new HtmlOperation();
    operation.workflows(workflows);
    operation.deployment(deployment);
    return operation.page.toString();
  }

  private void workflows(Workflows workflows) {
    page.open("section", "id", "workflows").element("h2", "What happens when");
    HtmlTable.of(
            "Functions beside the database",
            "function",
            "started by",
            "who may call",
            "past the rules",
            "writes",
            "calls")
        .rows(
            workflows.functions(),
            (row, each) ->
                row.code(each.name())
                    .text(word(each.startedBy()))
                    .text(each.verifiesJwt() ? "signed-in users" : each.callerCheck())
                    .text(each.usesServiceRole() ? "yes" : "no")
                    .codes(each.writes())
                    .codes(each.calls()))
        .into(page);
    HtmlTable.of("What the server answers", "route", "who calls is found by", "writes", "calls")
        .rows(
            workflows.routes(),
            (row, each) ->
                row.code(each.name())
                    .text(each.callerCheck())
                    .codes(each.writes())
                    .codes(each.calls()))
        .into(page);
    HtmlTable.of("What the database does by itself", "when", "rows of", "runs", "writes")
        .rows(
            workflows.triggers(),
            (row, each) ->
                row.text(each.when().toLowerCase(Locale.ROOT))
                    .code(each.entity())
                    .code(each.function())
                    .codes(each.writes()))
        .into(page);
    HtmlTable.of("By the clock", "job", "when (cron, UTC)", "calls")
        .rows(
            workflows.schedules(),
            (row, each) -> row.code(each.name()).code(each.schedule()).codes(each.calls()))
        .into(page);
    HtmlTable.of("Pushed to browsers", "changes of")
        .rows(workflows.live(), (row, each) -> row.code(each.entity()))
        .into(page);
    HtmlTable.of("Hosts outside", "host", "for")
        .rows(workflows.externalCalls(), (row, each) -> row.code(each.host()).text(each.purpose()))
        .into(page);
    HtmlTable.of("Pages and what they use", "page", "reads", "writes", "calls")
        .rows(
            workflows.screens(),
            (row, each) ->
                row.code(each.path())
                    .codes(each.reads())
                    .codes(each.writes())
                    .codes(each.functions()))
        .into(page);
    if (!workflows.pages().isEmpty()) {
      page.element("h3", "Pages").open("p", "data-find", "");
      page.names(workflows.pages().stream().map(Workflows.Page::path).toList()).close("p");
    }
    page.close("section").line();
  }

  private void deployment(Deployment deployment) {
    var build = deployment.build();
    page.open("section", "id", "deployment").element("h2", "What it needs");
    page.open("dl");
    pair("Runs on", word(deployment.runtime()));
    pair("Built as", "%s with %s".formatted(build.framework(), build.packageManager()));
    pair("Command", build.command());
    pair("Output in", build.outputDirectory());
    pair("Node", build.nodeVersion());
    pair("Extensions", String.join(", ", deployment.extensions()));
    pair("Queues", String.join(", ", deployment.queues()));
    page.close("dl");
    HtmlTable.of("Variables and secrets", "name", "kind", "read by", "in the source", "given by")
        .rows(
            deployment.variables(),
            (row, each) ->
                row.code(each.name())
                    .text(each.isPublic() ? "public" : each.secret() ? "secret" : "setting")
                    .text(each.readBy().isEmpty() ? "nobody" : String.join(", ", each.readBy()))
                    .text(each.committed() ? "yes" : "no")
                    .text(each.providedBy().equals("owner") ? "you" : each.providedBy()))
        .into(page);
    HtmlTable.of("Services outside", "service", "hosts", "belongs to the builder")
        .rows(
            deployment.services(),
            (row, each) ->
                row.text(each.name())
                    .codes(each.hosts())
                    .text(each.ofBuilder() ? "yes: needs a replacement" : "no"))
        .into(page);
    HtmlTable.of("Places for files", "bucket", "who can read", "made by a migration")
        .rows(
            deployment.buckets(),
            (row, each) ->
                row.code(each.name())
                    .text(
                        each.isPublic()
                            ? "anybody who knows the address"
                            : "whom its policies allow")
                    .text(each.declared() ? "yes" : "no"))
        .into(page);
    HtmlTable.of("Programs", "framework", "folder", "ports")
        .rows(
            deployment.components(),
            (row, each) ->
                row.text(each.framework())
                    .code(each.folder())
                    .codes(each.ports().stream().map(String::valueOf).toList()))
        .into(page);
    HtmlTable.of("As it grows", "what")
        .rows(deployment.scaling(), (row, each) -> row.text(each.what()))
        .into(page);
    HtmlTable.of("Kept in browsers alone", "key", "where", "users' work")
        .rows(
            deployment.browserData(),
            (row, each) ->
                row.code(each.key()).text(each.storage()).text(each.holdsContent() ? "yes" : "no"))
        .into(page);
    page.close("section").line();
  }

  private void pair(String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      page.element("dt", name).element("dd", value);
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
