package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is gathered of the folder that a build leaves behind. */
class ServerOutputTest {
  @TempDir Path folder;
  private Workspace workspace;

  @BeforeEach
  void makeWorkspace() throws IOException {
    workspace = Workspace.under(folder.resolve("builds"), Workspace.buildUser());
    Files.createDirectories(workspace.source());
  }

  @AfterEach
  void removeWorkspace() {
    workspace.close();
  }

  @Test
  void the_files_of_next_are_beside_its_server() throws Exception {
    // Given
    file("package.json", "{}");
    file(".next/standalone/server.js", "");
    file(".next/standalone/.next/BUILD_ID", "1");
    file(".next/static/chunks/main-1a2b3c.js", "");
    file("public/logo.svg", "<svg/>");

    // When
    ServerOutput server = output(ServerKind.NEXT);

    // Then
    assertThat(server.start()).containsExactly("server.js");
    assertThat(files(server.folder()))
        .contains("server.js", ".next/static/chunks/main-1a2b3c.js", "public/logo.svg");
    assertThat(files(server.site()))
        .containsExactlyInAnyOrder("_next/static/chunks/main-1a2b3c.js", "logo.svg");
  }

  @Test
  void the_server_of_next_may_be_in_a_folder_of_its_repository() throws Exception {
    // Given
    file("package.json", "{}");
    file(".next/standalone/apps/web/server.js", "");
    file(".next/standalone/apps/web/.next/BUILD_ID", "1");
    file("public/logo.svg", "<svg/>");

    // When
    ServerOutput server = output(ServerKind.NEXT);

    // Then
    assertThat(server.start()).containsExactly("apps/web/server.js");
    assertThat(files(server.folder())).contains("apps/web/public/logo.svg");
  }

  @Test
  void packages_that_a_build_lays_out_by_links_are_there() throws Exception {
    // Given two versions of a package, as Nitro keeps them
    String packages = ".output/server/node_modules/";
    file("package.json", "{}");
    file(".output/server/index.mjs", "");
    file(packages + ".nf3/words@1.0.0/package.json", "{\"name\":\"words\"}");
    file(packages + ".nf3/words@1.0.0/one.js", "");
    file(packages + ".nf3/words@2.0.0/package.json", "{\"name\":\"words\"}");
    file(packages + ".nf3/words@2.0.0/two.js", "");
    file(
        packages + "pages/package.json", "{\"name\":\"pages\",\"dependencies\":{\"words\":\"1\"}}");
    link(packages + "pages/node_modules/words", "../../.nf3/words@1.0.0");
    link(packages + "words", ".nf3/words@2.0.0");

    // When
    ServerOutput server = output(ServerKind.NITRO);

    // Then
    assertThat(files(server.folder()))
        .contains(packages + "words/two.js", packages + "pages/node_modules/words/one.js");
  }

  @Test
  void a_link_out_of_what_was_built_leads_nowhere() throws Exception {
    // Given
    file("package.json", "{}");
    file(".output/server/index.mjs", "");
    file(".output/server/node_modules/words/package.json", "{}");
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.writeString(outside.resolve("package.json"), "{}");
    link(".output/server/node_modules/strange", outside.toString());

    // When
    ServerOutput server = output(ServerKind.NITRO);

    // Then
    assertThat(files(server.folder()))
        .containsExactlyInAnyOrder(
            ".output/server/index.mjs", ".output/server/node_modules/words/package.json");
  }

  @Test
  void a_fetch_handler_is_listened_for() throws Exception {
    // Given
    file("package.json", "{\"dependencies\":{\"words\":\"1\"}}");
    file("node_modules/words/package.json", "{\"name\":\"words\"}");
    file("node_modules/pages/package.json", "{\"name\":\"pages\"}");
    file("node_modules/unused/package.json", "{\"name\":\"unused\"}");
    file("dist/server/server.js", "export default { fetch() {} }");
    file("dist/server/assets/router.js", "import pages from 'pages'");
    file("dist/client/assets/index-1a2b3c.js", "");

    // When
    ServerOutput server = output(ServerKind.NITRO);

    // Then
    assertThat(server.start())
        .containsExactly("homeport-fetch-listener.mjs", "dist/server/server.js");
    assertThat(files(server.folder()))
        .contains(
            "homeport-fetch-listener.mjs",
            "node_modules/words/package.json",
            "node_modules/pages/package.json")
        .doesNotContain("node_modules/unused/package.json");
    assertThat(files(server.site())).containsExactly("assets/index-1a2b3c.js");
  }

  private ServerOutput output(ServerKind kind) throws BuildFailed {
    return ServerOutput.of(
            kind, Project.at(workspace.source()), BuildSandboxTest.RUNTIME, workspace)
        .orElseThrow();
  }

  private void file(String path, String content) throws IOException {
    Path file = workspace.source().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void link(String path, String target) throws IOException {
    Path link = workspace.source().resolve(path);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> root.relativize(file).toString())
          .toList();
    }
  }
}
