package io.homeport.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiRoutesTest {

  @ParameterizedTest
  @CsvSource({
    "apps, IMPORT",
    "apps/1, IMPORT",
    "apps/1/imports, IMPORT",
    "imports/1, IMPORT",
    "imports/1/progress, IMPORT",
    "apps/1/specs, SPEC",
    "apps/1/plan, SPEC",
    "apps/1/plan/steps/watch, SPEC",
    "specs/1, SPEC",
    "specs/1/approval, SPEC",
    "specs/1/findings, SPEC",
    "apps/1/environments, DEPLOY",
    "apps/1/releases, DEPLOY",
    "environments/1, DEPLOY",
    "environments/1/deployments, DEPLOY",
    "environments/1/rollbacks, DEPLOY",
    "environments/1/logs, DEPLOY",
    "deployments/1/progress, DEPLOY",
    "releases/1, DEPLOY",
    "apps/1/hooks, IMPORT",
    "hooks/1/2, IMPORT",
    "apps/1/deploy-key, IMPORT",
    "known-hosts, IMPORT",
    "known-hosts/1, IMPORT",
    "apps/1/backups, BACKUP",
    "environments/1/backups, BACKUP",
    "environments/1/backup-policy, BACKUP",
    "backups/1/report, BACKUP",
    "backups/1/restores, BACKUP",
    "environments/1/restores, BACKUP",
    "environments/1/moments, BACKUP",
    "restores/1, BACKUP",
    "operations/import/dead-letters, IMPORT",
    "operations/spec-service/dead-letters, SPEC",
    "operations/deploy/dead-letters/1/replay, DEPLOY",
    "operations/backup/dead-letters, BACKUP"
  })
  void each_path_belongs_to_the_service_of_its_noun(String path, Service service) {
    assertThat(ApiRoutes.serviceFor("/api/v1/" + path)).contains(service);
  }

  @ParameterizedTest
  @EnumSource(Service.class)
  void what_a_service_documents_is_its_own(Service service) throws IOException {
    // Given
    Path document =
        Path.of(
            System.getProperty("homeport.root"), "docs/api", service.pathName() + "-service.json");
    Set<String> paths =
        new JsonObject(Files.readString(document)).getJsonObject("paths").fieldNames();

    // Then
    assertThat(paths)
        .isNotEmpty()
        .allSatisfy(path ->
            assertThat(ApiRoutes.serviceFor(path.replace("{service}", service.pathName())))
                .contains(service));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/",
        "/api/v1/users",
        "/api/v1/operations",
        "/api/v1/operations/keycloak",
        "/api/v1/APPS",
        "/api/v1/appsx",
        "/api/v2/apps",
        "/q/health",
        "/api/v1//apps",
        "/"
      })
  void any_other_path_belongs_to_nobody(String path) {
    assertThat(ApiRoutes.serviceFor(path)).isEmpty();
  }
}
