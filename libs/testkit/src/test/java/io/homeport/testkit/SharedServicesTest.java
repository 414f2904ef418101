package io.homeport.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.local.Checkout;
import io.homeport.local.JavaProgram;
import io.homeport.local.ProcessId;
import io.homeport.local.Secret;
import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SharedServicesTest {

  @Test
  void everybody_gets_the_same_servers() {
    var first = SharedServices.get();
    var second = SharedServices.get();

    assertThat(second.superuser()).isEqualTo(first.superuser());
    assertThat(second.kafka()).isEqualTo(first.kafka());
  }

  @Test
  void row_security_holds_for_the_owner_of_a_new_database() throws SQLException {
    var database = SharedServices.get().createDatabase("owned");

    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("create table note (body text)");
      statement.execute("insert into note values ('mine')");
      statement.execute("alter table note enable row level security");
      statement.execute("alter table note force row level security");
      try (var rows = statement.executeQuery("select count(*) from note")) {
        rows.next();
        assertThat(rows.getInt(1)).isZero();
      }
    }
  }

  @Test
  void an_owner_cannot_connect_to_the_database_of_another() {
    var services = SharedServices.get();
    var mine = services.createDatabase("mine");
    var theirs = services.createDatabase("theirs");

    assertThatThrownBy(() -> mine.in(theirs.database()).connect())
        .hasMessageContaining("permission denied for database");
  }

  @Test
  void the_servers_end_when_the_last_user_has_ended() {
    try (var scratch = Scratch.directory()) {
      var user = Processes.start(Command.of("sleep", "600"), scratch.path().resolve("user.log"));
      var folder = new GuardedFolder(scratch.directory("guarded"));
      folder.locked(() -> {
        folder.addUser(ProcessId.of(user.pid()).orElseThrow());
        return true;
      });
      var guardian = Processes.start(guardian(folder), scratch.path().resolve("guardian.log"));
      Await.until("services", () -> folder.running().isPresent());
      var address = superuser(folder.running().orElseThrow());
      assertThat(answers(address)).isTrue();

      user.stop(Duration.ZERO);

      Await.until("end of the guardian", () -> !guardian.isAlive());
      assertThat(folder.running()).isEmpty();
      assertThat(answers(address)).isFalse();
    }
  }

  private static Command guardian(GuardedFolder folder) {
    return JavaProgram.withHeap(48)
        .options("-Dhomeport.root=" + Checkout.find().root())
        .main(
            System.getProperty("java.class.path"),
            GuardianMain.class.getName(),
            folder.path().toString());
  }

  private static DatabaseAddress superuser(ServicesFile.Content services) {
    return new DatabaseAddress(
        "127.0.0.1",
        services.postgresPort(),
        "postgres",
        services.postgresUser(),
        new Secret(services.postgresPassword()));
  }

  private static boolean answers(DatabaseAddress address) {
    try (var connection = address.connect()) {
      return connection.isValid(1);
    } catch (SQLException gone) {
      return false;
    }
  }
}
