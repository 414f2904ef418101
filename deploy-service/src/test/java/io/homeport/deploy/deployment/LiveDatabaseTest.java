package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.asOwner;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.migration.Contraction;
import io.homeport.deploy.migration.Contractions;
import io.homeport.deploy.release.Releases;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deployments whose migrations change the database of an app that serves. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class LiveDatabaseTest {
  private static final String FIRST =
      "create table public.notes (id int primary key, text text);"
          + "insert into public.notes values (1, 'a')";

  @Inject Transactions transactions;
  @Inject Contractions contractions;
  @Inject Releases releases;

  private Story story;

  @BeforeEach
  void begin() {
    story = new Story();
  }

  @Test
  void what_loses_data_of_production_needs_consent_and_is_known_to_rollbacks() throws Exception {
    // Given
    SpecApproved before = source(FIRST);
    String environment = story.environment("production");
    JsonPath first = story.ended(story.deploy(environment, before));
    SpecApproved dropping = source(FIRST, "alter table public.notes drop column text");

    // When
    JsonPath refused = story.ended(story.deploy(environment, dropping));
    JsonPath accepted = story.ended(accepting(environment, dropping));

    // Then
    assertThat(refused.getString("state")).as(refused.prettify()).isEqualTo("failed");
    assertThat(refused.getString("failure.what"))
        .contains("lose data of production", "Nothing was changed", "public.notes.text");
    assertThat(refused.getList("warnings", String.class))
        .anyMatch(each -> each.contains("Drops the column public.notes.text"));
    assertThat(accepted.getString("state")).as(accepted.prettify()).isEqualTo("live");
    assertThat(beyond(environment, first.getString("release")))
        .containsExactly(new Contraction("20250101000001", "drops the column public.notes.text"));
    assertThat(beyond(environment, accepted.getString("release"))).isEmpty();
  }

  @Test
  void a_migration_that_fails_leaves_the_release_before_serving_and_nothing_half_done()
      throws Exception {
    // Given
    SpecApproved before = source(FIRST);
    String environment = story.environment("production");
    JsonPath first = story.ended(story.deploy(environment, before));

    // When
    JsonPath failed =
        story.ended(
            story.deploy(
                environment,
                source(
                    FIRST,
                    "create table public.more (id int);\ninsert into public.missing values (1)")));
    JsonPath mended =
        story.ended(story.deploy(environment, source(FIRST, "create table public.more (id int)")));

    // Then
    assertThat(failed.getString("state")).isEqualTo("failed");
    assertThat(failed.getString("failure.what"))
        .contains("line 2", "public.missing", "Nothing of the file was applied", "goes on serving");
    assertThat(mended.getString("state")).as(mended.prettify()).isEqualTo("live");
    assertThat(mended.getString("migrations")).startsWith("1 applied");
    assertThat(first.getString("state")).isEqualTo("live");
  }

  private SpecApproved source(String... migrations) throws IOException {
    var files = new HashMap<String, String>();
    files.put("index.html", "<p>" + migrations.length + migrations[migrations.length - 1] + "</p>");
    for (int i = 0; i < migrations.length; i++) {
      files.put("supabase/migrations/2025010100000%d_file.sql".formatted(i), migrations[i]);
    }
    return story.approved(files);
  }

  private static String accepting(String environment, SpecApproved spec) {
    return asOwner()
        .body(Map.of("specId", spec.specId().toString(), "acceptDataLoss", true))
        .post("/api/v1/environments/" + environment + "/deployments")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  private List<Contraction> beyond(String environment, String release) {
    return transactions.await(() ->
        transactions.inOrganization(
            Tokens.ACME.id(),
            () ->
                EnvironmentRow.<EnvironmentRow>findById(EnvironmentId.of(environment).value())
                    .chain(row ->
                        releases
                            .required(ReleaseId.of(release))
                            .chain(found ->
                                contractions.beyond(
                                    new EnvironmentId(row.id),
                                    row.databaseName,
                                    found.schema())))));
  }
}
