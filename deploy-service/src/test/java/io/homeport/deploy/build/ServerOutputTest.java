package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.processes.Command;
import io.homeport.processes.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
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
  void a_link_anywhere_on_the_way_leads_nowhere() throws Exception {
    // Given a folder of this machine with packages, and a server that is not the build's
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.createDirectories(outside.resolve("node_modules/secret"));
    Files.writeString(outside.resolve("index.mjs"), "");
    Files.writeString(outside.resolve("index.js"), "require('secret')");
    Files.writeString(outside.resolve("node_modules/secret/package.json"), "{}");
    Files.writeString(outside.resolve("node_modules/secret/key"), "key");
    file("package.json", "{\"scripts\":{\"start\":\"node dist/index.js\"}}");

    // When
    Files.createDirectories(workspace.source().resolve(".output"));
    link(".output/server", outside.toString());
    link("dist", outside.toString());

    // Then
    Project project = Project.at(workspace.source());
    assertThat(StartScript.of(project).orElseThrow().file(workspace.source())).isEmpty();
    assertThat(ServerOutput.of(ServerKind.NITRO, project, BuildSandboxTest.RUNTIME, workspace))
        .isEmpty();
    assertThat(workspace.beside("server")).isEmptyDirectory();
  }

  @Test
  void a_package_whose_manifest_is_a_link_or_damaged_is_not_read() throws Exception {
    // Given
    Path secret = Files.writeString(folder.resolve("secret"), "secret-of-this-machine");
    file(
        "package.json",
        "{\"dependencies\":{\"linked\":\"1\",\"damaged\":\"1\"},\"scripts\":{\"start\":\"node index.js\"}}");
    file("index.js", "");
    file("node_modules/linked/index.js", "");
    link("node_modules/linked/package.json", secret.toString());
    file("node_modules/damaged/package.json", "damaged");

    // When
    ServerOutput server = output(ServerKind.SCRIPT);

    // Then
    assertThat(files(server.folder()))
        .containsExactlyInAnyOrder("index.js", "package.json", "node_modules/damaged/package.json");
  }

  @Test
  void layouts_are_not_changed_by_a_link() throws Exception {
    // Given
    Path outside = Files.createDirectories(folder.resolve("outside/app"));
    Path layout = Files.writeString(outside.resolve("layout.tsx"), "theirs");
    link("src", folder.resolve("outside").toString());
    file("app/layout.tsx", "ours");
    Finished failed =
        new Finished(Command.of("npm"), 1, "Error occurred prerendering page", "", Duration.ZERO);

    // When
    boolean changed = NextPages.ofRequests(workspace.source(), failed);

    // Then
    assertThat(changed).isTrue();
    assertThat(layout).hasContent("theirs");
    assertThat(workspace.source().resolve("app/layout.tsx")).content().contains("force-dynamic");
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
