package io.homeport.deploy.migration.judging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.deploy.migration.MigrationFile;
import io.homeport.deploy.migration.judging.Catalogue.Relation;
import io.homeport.deploy.migration.judging.Finding.Severity;
import io.homeport.deploy.migration.judging.Judge.Judgement;
import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The linter squawk, for what the rules here do not know. It sees no database: what it says of a
 * table that is small or new is left out, and so is what is said already. Where there is none for
 * this platform, nothing is added.
 *
 * @see <a href="https://squawkhq.com/docs/rules">its rules</a>
 */
public final class Squawk {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Matters of taste, or of how the statements are run, which is done here. */
  private static final List<String> LEFT_OUT =
      List.of(
          "ban-char-field",
          "prefer-bigint-over-int",
          "prefer-bigint-over-smallint",
          "prefer-identity",
          "prefer-robust-stmts",
          "prefer-text-field",
          "prefer-timestamptz",
          "require-lock-timeout",
          "require-statement-timeout",
          "require-timeout-settings",
          "require-concurrent-index-creation",
          "require-concurrent-index-deletion",
          "ban-concurrent-index-creation-in-transaction",
          "transaction-nesting");

  private final Path program;

  Squawk(Path tools) {
    this.program = tools.resolve("node_modules/@squawk-cli/" + platform() + "/bin/squawk");
  }

  /** As npm names it. Started without Node, it answers in milliseconds. */
  private static String platform() {
    String system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    return system + (System.getProperty("os.arch").equals("aarch64") ? "-arm64" : "-x64");
  }

  /** The findings with squawk's behind them. */
  public Judgement addTo(
      Judgement judgement,
      List<Judge.Statement> statements,
      List<MigrationFile> files,
      Catalogue before) {
    List<MigrationFile> concerning =
        files.stream()
            .filter(file ->
                statements.stream()
                    .filter(each -> each.file().equals(file.name()))
                    .anyMatch(each -> concerned(each, before).isPresent()))
            .toList();
    if (concerning.isEmpty() || !Files.isExecutable(program)) {
      return judgement;
    }
    var findings = new ArrayList<>(judgement.findings());
    for (JsonNode remark : lint(concerning)) {
      String file = concerning.get(number(remark)).name();
      remarkOn(statements.stream().filter(each -> each.file().equals(file)).toList(), remark)
          .filter(statement -> isUnsaid(judgement, statement))
          .flatMap(
              statement -> concerned(statement, before).map(of -> finding(statement, of, remark)))
          .ifPresent(findings::add);
    }
    return new Judgement(List.copyOf(findings), judgement.contractions());
  }

  /** Of the file that a remark is about: its copy is named after it. */
  private static int number(JsonNode remark) {
    String copy = remark.path("file").asText();
    return Integer.parseInt(copy.substring(copy.lastIndexOf('/') + 1).replace(".sql", ""));
  }

  /** The statement that a remark is about: the last that begins before it. */
  private static Optional<Judge.Statement> remarkOn(List<Judge.Statement> own, JsonNode remark) {
    int line = remark.path("line").asInt() + 1;
    return own.stream().filter(each -> each.line() <= line).reduce((first, second) -> second);
  }

  private static boolean isUnsaid(Judgement judgement, Judge.Statement statement) {
    return judgement.findings().stream()
        .noneMatch(each -> each.file().equals(statement.file()) && each.line() == statement.line());
  }

  private static Optional<TableName> concerned(Judge.Statement statement, Catalogue before) {
    return statement
        .parsed()
        .flatMap(parsed -> parsed.tree().relation())
        .flatMap(before::find)
        .filter(before::isLarge)
        .map(Relation::name);
  }

  private static Finding finding(Judge.Statement statement, TableName of, JsonNode remark) {
    return new Finding(
        remark.path("rule_name").asText(),
        statement.file(),
        statement.line(),
        of.toString(),
        Severity.WARNING,
        remark.path("message").asText(),
        remark.path("help").asText(""),
        "");
  }

  private Iterable<JsonNode> lint(List<MigrationFile> files) {
    try {
      Path folder = Files.createTempDirectory("migrations");
      try {
        return JSON.readTree(Processes.run(command(files, folder)).stdout());
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("squawk's findings cannot be read", e);
    }
  }

  private Command command(List<MigrationFile> files, Path folder) throws IOException {
    var copies = new ArrayList<String>();
    for (int i = 0; i < files.size(); i++) {
      Path copy = folder.resolve(i + ".sql");
      Files.writeString(copy, files.get(i).sql());
      copies.add(copy.toString());
    }
    return Command.of(
            program.toString(),
            "--reporter",
            "json",
            "--assume-in-transaction",
            "--exclude",
            String.join(",", LEFT_OUT))
        .plus(copies)
        .limit(Duration.ofSeconds(30));
  }

  private static void delete(Path folder) throws IOException {
    try (var copies = Files.list(folder)) {
      for (Path copy : copies.toList()) {
        Files.delete(copy);
      }
    }
    Files.delete(folder);
  }
}
