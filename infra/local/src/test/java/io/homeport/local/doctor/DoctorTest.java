package io.homeport.local.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.local.stack.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir Path folder;

  @Test
  void the_machine_that_builds_homeport_has_what_a_build_needs() {
    var report = examine(System.getenv("PATH"));

    assertThat(check(report, "JDK").ok()).isTrue();
    assertThat(check(report, "Maven").ok()).isTrue();
    assertThat(check(report, "Maven").found()).matches("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  void what_is_missing_is_named_with_what_is_needed_and_how_to_get_it() {
    var report = examine(folder.toString());

    assertThat(report.isHealthy()).isFalse();
    assertThat(report.missing())
        .contains("MISSING  Node.js              not found")
        .contains("needed: 20 or newer")
        .contains("to get it: apt install git");
  }

  @Test
  void a_program_that_is_too_old_is_refused_with_its_version() throws IOException {
    program("node", "echo v18.20.4");

    var node = check(examine(folder.toString()), "Node.js");

    assertThat(node.ok()).isFalse();
    assertThat(node.found()).isEqualTo("18.20.4");
  }

  @Test
  void a_program_that_is_new_enough_is_taken() throws IOException {
    program("node", "echo v22.1.0");

    assertThat(check(examine(folder.toString()), "Node.js").ok()).isTrue();
  }

  @Test
  void without_pgbackrest_it_says_that_no_moment_between_backups_can_be_restored()
      throws IOException {
    var without = check(examine(folder.toString()), "pgBackRest");
    program("pgbackrest", "echo pgBackRest 2.45");
    var with = check(examine(folder.toString()), "pgBackRest");

    assertThat(without.ok()).isFalse();
    assertThat(without.isFatal()).isFalse();
    assertThat(without.needed()).contains("to the last backup only");
    assertThat(without.remedy()).contains("apt install pgbackrest");
    assertThat(with.ok()).isTrue();
    assertThat(with.found()).isEqualTo("2.45");
  }

  @Test
  void what_is_optional_does_not_make_the_machine_unfit() {
    var chromium = check(examine(folder.toString()), "chromium");

    assertThat(chromium.ok()).isFalse();
    assertThat(chromium.isFatal()).isFalse();
  }

  @Test
  void programs_read_the_same_as_people() {
    var json = examine(folder.toString()).toJson();

    assertThat(json.path("ok").asBoolean()).isFalse();
    assertThat(json.path("checks").findValuesAsText("what")).contains("PostgreSQL", "free disk");
  }

  private DoctorReport examine(String searchPath) {
    var state = new StateFolder(folder.resolve("state"));
    return new DoctorReport(new Doctor(Map.of("PATH", searchPath), state, false).examine());
  }

  private static Check check(DoctorReport report, String what) {
    return report.checks().stream()
        .filter(check -> check.what().equals(what))
        .findFirst()
        .orElseThrow();
  }

  private void program(String name, String script) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
