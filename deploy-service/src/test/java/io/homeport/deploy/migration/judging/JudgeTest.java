package io.homeport.deploy.migration.judging;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.deploy.migration.Contraction;
import io.homeport.deploy.migration.judging.Finding.Severity;
import io.homeport.deploy.migration.judging.Judge.Judgement;
import io.homeport.local.Checkout;
import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.testkit.SharedServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every kind of change, in the files beside this test, on tables with 2,000 rows. */
class JudgeTest {
  private static final long LARGE_BYTES = 32 << 10;
  private static final PostgresParser PARSER =
      new PostgresParser(Checkout.find().root().resolve("runtimes/migrations"));

  private static DatabaseAddress database;
  private static Map<String, Optional<ParsedStatement>> parsed;

  /** One file of the corpus. */
  private record Case(String name, String finds, String before, List<String> migration) {

    static Case read(Path file) throws IOException {
      String text = Files.readString(file);
      String[] parts = text.split("-- before\n|-- migration\n", -1);
      return new Case(
          file.getFileName().toString(),
          parts[0].replace("-- finds: ", "").strip(),
          parts[1],
          Arrays.stream(parts[2].split(";\n")).filter(each -> !each.isBlank()).toList());
    }
  }

  @BeforeAll
  static void readAll() throws IOException, SQLException {
    database = SharedServices.get().createDatabase("judging");
    try (Connection owner = database.connect();
        var statement = owner.createStatement()) {
      statement.execute(
          """
          do $$ declare r text; begin
            foreach r in array array['anon', 'authenticated'] loop
              if not exists (select from pg_roles where rolname = r) then
                execute 'create role ' || r;
              end if;
            end loop;
          end $$
          """);
    } catch (SQLException e) {
      // The judge only reads these names.
    }
    List<String> statements =
        Stream.concat(cases("unsafe").stream(), cases("safe").stream())
            .flatMap(each -> each.migration().stream())
            .distinct()
            .toList();
    parsed = new HashMap<>();
    List<Optional<ParsedStatement>> trees = PARSER.parse(statements);
    for (int i = 0; i < statements.size(); i++) {
      parsed.put(statements.get(i), trees.get(i));
    }
  }

  @AfterAll
  static void dropDatabase() {
    SharedServices.get().dropDatabase(database);
    PARSER.close();
  }

  @Test
  void every_unsafe_change_is_found_and_comes_with_what_it_does_and_the_safe_form()
      throws Exception {
    // Given
    var missed = new TreeMap<String, String>();
    List<Case> unsafe = cases("unsafe");

    // When
    for (Case each : unsafe) {
      List<Finding> findings = judge(each).findings();
      if (findings.stream().noneMatch(finding -> finding.hazard().equals(each.finds()))) {
        missed.put(each.name(), findings.toString());
      }
      findings.forEach(finding ->
          assertThat(finding.effect() + finding.remedy())
              .as(each.name())
              .doesNotContain("{")
              .hasSizeGreaterThan(60));
    }

    // Then
    assertThat(unsafe).hasSizeGreaterThanOrEqualTo(40);
    assertThat(missed).isEmpty();
  }

  @Test
  void nothing_safe_is_complained_of() throws Exception {
    // Given
    var complaints = new TreeMap<String, String>();
    List<Case> safe = cases("safe");

    // When
    for (Case each : safe) {
      Judgement judgement = judge(each);
      if (!judgement.findings().isEmpty() || !judgement.contractions().isEmpty()) {
        complaints.put(each.name(), judgement.toString());
      }
    }

    // Then
    assertThat(safe).hasSizeGreaterThanOrEqualTo(40);
    assertThat(complaints).isEmpty();
  }

  @Test
  void what_is_taken_away_is_named_with_its_migration() throws Exception {
    // When
    Judgement judgement = judge(unsafe("drop-column"));

    // Then
    assertThat(judgement.contractions())
        .containsExactly(new Contraction("7", "drops the column public.orders.note"));
    assertThat(judgement.findings().getFirst().severity()).isEqualTo(Severity.LOSES_DATA);
  }

  @Test
  void a_change_without_a_safe_way_is_refused_and_one_with_steps_is_not() throws Exception {
    // Then
    assertThat(judge(unsafe("change-type-wider")).findings().getFirst().severity())
        .isEqualTo(Severity.REFUSED);
    assertThat(judge(unsafe("set-not-null")).findings().getFirst().severity())
        .isEqualTo(Severity.STEPS);
  }

  private static Judgement judge(Case each) throws SQLException {
    try (Connection owner = database.connect()) {
      owner.setAutoCommit(false);
      try (var statement = owner.createStatement()) {
        statement.execute(each.before());
      }
      var statements = new ArrayList<Judge.Statement>();
      for (String sql : each.migration()) {
        statements.add(
            new Judge.Statement("7", each.name(), 1, parsed.getOrDefault(sql, Optional.empty())));
      }
      Judgement judgement =
          Judge.judge(Catalogue.read(owner, LARGE_BYTES), new Trials(owner), statements);
      owner.rollback();
      return judgement;
    }
  }

  private static Case unsafe(String name) throws IOException {
    return cases("unsafe").stream()
        .filter(each -> each.name().equals(name + ".sql"))
        .findFirst()
        .orElseThrow();
  }

  private static List<Case> cases(String kind) throws IOException {
    Path folder =
        Checkout.find()
            .root()
            .resolve("deploy-service/src/test/resources/io/homeport/deploy/migration/judging")
            .resolve(kind);
    var cases = new ArrayList<Case>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        cases.add(Case.read(file));
      }
    }
    return cases;
  }
}
