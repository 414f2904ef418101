package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.asOwner;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Digest;
import io.homeport.testkit.ServiceTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An app with a server of its own, from its source to its answers out of its own database. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class AppServerTest {

  /**
   * As Replit's are: a build that bundles the server, packages beside it, pages it sends itself.
   * Its Node is not the one that most machines have.
   */
  private static final Map<String, String> SOURCE =
      Map.of(
          "package.json",
          """
          {"type": "module",
           "scripts": {"build": "node build.mjs", "start": "NODE_ENV=production node dist/index.js"},
           "dependencies": {"pg": "8.16.3"}, "devDependencies": {"xtend": "4.0.2", "kleur": "4.1.5"}}
          """,
          ".nvmrc",
          "24",
          "build.mjs",
          """
          import fs from "node:fs";
          fs.mkdirSync("dist/public/assets", { recursive: true });
          fs.copyFileSync("server.js", "dist/index.js");
          fs.writeFileSync("dist/public/index.html", "<h1>Tools to lend</h1>");
          fs.writeFileSync("dist/public/assets/index-Ab12Cd34.js", "console.log('tools')");
          """,
          "server.js",
          """
          import fs from "node:fs";
          import http from "node:http";
          import pg from "pg";
          import extend from "xtend";
          const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
          http.createServer(async (request, response) => {
            if (request.url === "/node") return response.end(process.version);
            if (request.url === "/api/tools") {
              if (request.method === "POST") await pool.query("insert into tools (name) values ('Ladder')");
              const { rows } = await pool.query("select name from tools order by id");
              return response.end(JSON.stringify(extend({ greeting: process.env.GREETING }, { rows })));
            }
            response.end(fs.readFileSync("dist/public/index.html"));
          }).listen(process.env.PORT);
          """,
          "drizzle/meta/_journal.json",
          "{\"entries\": [{\"idx\": 0, \"tag\": \"0000_tools\"}]}",
          "drizzle/0000_tools.sql",
          """
          CREATE TABLE "tools" ("id" serial PRIMARY KEY NOT NULL, "name" text NOT NULL);
          --> statement-breakpoint
          INSERT INTO "tools" ("name") VALUES ('Wheelbarrow');
          """);

  private final Story story = new Story();

  @Test
  void an_app_with_a_server_answers_from_its_own_database() throws Exception {
    // Given
    var spec = story.approved(SOURCE);
    String environment = story.environment("production");
    asOwner()
        .body(Map.of("variables", Map.of("GREETING", Map.of("value", "Help yourself"))))
        .patch("/api/v1/environments/" + environment + "/variables")
        .then()
        .statusCode(200);

    // When
    JsonPath ended = story.ended(story.deploy(environment, spec));

    // Then
    assertThat(ended.getString("state")).as(ended.prettify()).isEqualTo("live");
    JsonPath route = story.routeOf(environment);
    URI backend = URI.create(route.getString("backend"));
    assertThat(given().get(backend + "/api/tools").asString())
        .isEqualTo("{\"greeting\":\"Help yourself\",\"rows\":[{\"name\":\"Wheelbarrow\"}]}");
    assertThat(given().post(backend + "/api/tools").asString()).contains("Ladder");
    assertThat(given().get(backend + "/any/page").asString()).isEqualTo("<h1>Tools to lend</h1>");

    // And the Node that it was built with runs it
    assertThat(given().get(backend + "/node").asString()).startsWith("v24.");

    // And its files are the door's, but not its pages
    JsonPath site = manifest(route.getString("site"));
    assertThat(site.getBoolean("server")).isTrue();
    assertThat(site.getMap("files").keySet()).containsExactly("/assets/index-Ab12Cd34.js");
  }

  private JsonPath manifest(String digest) throws IOException {
    try (var objects = story.objects();
        var content = objects.open(Digest.parse(digest))) {
      return new JsonPath(new String(content.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
