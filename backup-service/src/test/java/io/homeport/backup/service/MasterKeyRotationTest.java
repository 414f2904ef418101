package io.homeport.backup.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.homeport.backup.AppDatabases;
import io.homeport.backup.postgres.Login;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another master key takes the place of the one that backups were made under. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "backups"))
class MasterKeyRotationTest {

  private static final String NEW_KEY = "00".repeat(31) + "5c\n";

  @ConfigProperty(name = "homeport.master-key-file")
  Path masterKeys;

  @Inject Outbox outbox;
  @Inject Transactions transactions;
  @Inject Login superuser;

  private AppDatabases apps;
  private String before;

  @BeforeEach
  void remember() throws Exception {
    apps = new AppDatabases(superuser);
    before = Files.readString(masterKeys);
  }

  @AfterEach
  void putBack() throws Exception {
    Files.writeString(masterKeys, before + "\n" + NEW_KEY);
    apps.close();
  }

  @Test
  void backups_made_under_the_old_master_key_restore_without_it() throws Exception {
    // Given
    var environment = new LiveEnvironment(transactions, outbox, apps.workshopDatabase());
    String backup = environment.firstBackup();
    String archive = LiveEnvironment.asOwner().get("/api/v1/backups/" + backup).path("archive");

    // When
    Files.writeString(masterKeys, NEW_KEY + before);
    JsonPath behindAll = secrets("/rewrapping?after=zzzz");
    JsonPath rewrapped = secrets("/rewrapping");
    Files.writeString(masterKeys, NEW_KEY);

    // Then
    assertThat(behindAll.getInt("rewrapped")).isZero();
    assertThat(rewrapped.getInt("rewrapped")).isGreaterThanOrEqualTo(2);
    assertThat(rewrapped.getString("next")).isNull();
    Map<String, Integer> byMasterKey = rewrapped.getMap("kinds[0].byMasterKey");
    assertThat(byMasterKey.get(rewrapped.getString("currentMasterKey"))).isGreaterThanOrEqualTo(2);
    String restore = environment.restore(backup);
    environment.ended("restores", restore).body("state", equalTo("completed"));
    assertThat(LiveEnvironment.asOwner().get("/api/v1/backups/" + backup).<String>path("archive"))
        .isEqualTo(archive);
    assertThat(secrets("/rewrapping").getInt("rewrapped")).isZero();
  }

  @Test
  void nobody_but_an_operator_asks_for_master_keys() {
    LiveEnvironment.asOwner()
        .post("/api/v1/operations/backup-service/secrets/rewrapping")
        .then()
        .statusCode(403);
  }

  private static JsonPath secrets(String action) {
    return given()
        .auth()
        .oauth2(Tokens.operator())
        .post("/api/v1/operations/backup-service/secrets" + action)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }
}
