package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.homeport.contracts.Failure;
import io.homeport.local.Checkout;
import io.homeport.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real builds, confined as in production. */
class BuildSandboxTest {
  static final ServerPreparation RUNTIME =
      new ServerPreparation(Checkout.find().runtimes().resolve("node-server"));

  @TempDir Path folder;
  private Workspace workspace;
  private BuildLog log;
  private final List<String> live = new ArrayList<>();

  @BeforeEach
  void makeWorkspace() throws IOException {
    workspace = Workspace.under(folder.resolve("builds"), Workspace.buildUser());
    Files.createDirectories(workspace.source());
    log = BuildLog.appendingTo(folder.resolve("build.log"), live::add);
  }

  @AfterEach
  void removeWorkspace() {
    log.close();
    workspace.close();
  }

  @Test
  void a_build_script_makes_a_site() throws Exception {
    // Given
    source("package.json", "{\"scripts\":{\"build\":\"node build.mjs\"}}");
    source(
        "build.mjs",
        """
        import fs from "node:fs";
        fs.mkdirSync("dist");
        fs.writeFileSync("dist/index.html", "<h1>" + process.env.VITE_GREETING + "</h1>");
        console.log("\\u001b[32mbuilt\\u001b[0m");
        """);

    // When
    Path dist = build(Map.of("VITE_GREETING", "hello"));

    // Then
    assertThat(dist.resolve("index.html")).hasContent("<h1>hello</h1>");
    assertThat(live).contains("built");
    assertThat(folder.resolve("build.log")).content().contains("$ npm run build", "built");
  }

  @Test
  void a_build_reads_no_host_file_reaches_no_network_and_leaves_no_process() throws Exception {
    // Given
    Path secret = Files.writeString(folder.resolve("secret.txt"), "the host's secret");
    source("package.json", "{\"scripts\":{\"build\":\"node build.mjs\"}}");
    source(
        "build.mjs",
        """
        import fs from "node:fs";
        import net from "node:net";
        import { spawn } from "node:child_process";
        const readable = (file) => { try { fs.readFileSync(file); return true; } catch { return false; } };
        const reached = await new Promise((done) => {
          const socket = net.connect({ host: "1.1.1.1", port: 443, timeout: 2000 });
          socket.on("connect", () => done(true)).on("error", () => done(false)).on("timeout", () => done(false));
        });
        spawn("sleep", ["600.25"], { detached: true, stdio: "ignore" }).unref();
        fs.mkdirSync("dist");
        fs.writeFileSync("dist/index.html", JSON.stringify({
          secret: readable("%s"), shadow: readable("/etc/shadow"), passwd: readable("/etc/passwd"),
          home: fs.existsSync("/root"), network: reached, environment: Object.keys(process.env).filter((k) => /HOMEPORT|TOKEN|JAVA/.test(k)),
        }));
        """
            .formatted(secret));

    // When
    Path dist = build(Map.of());

    // Then
    assertThat(dist.resolve("index.html"))
        .hasContent(
            "{\"secret\":false,\"shadow\":false,\"passwd\":false,\"home\":false,\"network\":false,\"environment\":[]}");
    Await.until(
        "no process to be left",
        () ->
            ProcessHandle.allProcesses()
                .noneMatch(each -> each.info().commandLine().orElse("").contains("sleep 600.25")));
  }

  @Test
  void a_build_finds_itself_by_name_and_gets_an_answer_in_place_of_fonts() throws Exception {
    // Given
    source("package.json", "{\"scripts\":{\"build\":\"node build.cjs\"}}");
    source(
        "build.cjs",
        """
        const fs = require("node:fs");
        const fonts = require(process.env.NEXT_FONT_GOOGLE_MOCKED_RESPONSES);
        const css = fonts["https://fonts.googleapis.com/css2?family=Fira+Sans:wght@400&display=swap"];
        require("node:dns").lookup("localhost", (error, address) => {
          fs.mkdirSync("dist");
          fs.writeFileSync("dist/index.html", `${address} ${css}`);
        });
        """);

    // When
    Path dist = build(Map.of());

    // Then
    assertThat(dist.resolve("index.html"))
        .content()
        .startsWith("127.0.0.1 @font-face { font-family: 'Fira Sans'");
  }

  @Test
  void a_failing_build_says_the_end_of_its_log() throws Exception {
    // Given
    source(
        "package.json",
        "{\"scripts\":{\"build\":\"node -e \\\"console.error('no such module: ./Bookings');process.exit(3)\\\"\"}}");

    // When
    BuildFailed failed = catchThrowableOfType(BuildFailed.class, () -> build(Map.of()));

    // Then
    assertThat(failed.failure().actor()).isEqualTo(Failure.Actor.USER);
    assertThat(failed.failure().what())
        .contains("npm run build failed", "no such module: ./Bookings");
  }

  @Test
  void a_step_before_the_build_that_wants_a_network_is_left_out_with_a_warning() throws Exception {
    // Given
    source(
        "package.json",
        "{\"scripts\":{\"prebuild\":\"node before.mjs\",\"build\":\"node build.mjs\"}}");
    source("before.mjs", "await fetch('https://prices.example/');");
    source(
        "build.mjs",
        "import fs from 'node:fs'; fs.mkdirSync('dist'); fs.writeFileSync('dist/index.html', 'x');");

    // When
    Path dist = build(Map.of());

    // Then
    assertThat(dist.resolve("index.html")).exists();
    assertThat(live).anyMatch(line -> line.startsWith("Warning: prebuild wants a network"));
  }

  @Test
  void a_step_before_the_build_that_fails_for_another_reason_ends_it() throws Exception {
    // Given
    source("package.json", "{\"scripts\":{\"prebuild\":\"exit 4\",\"build\":\"mkdir dist\"}}");

    // Then
    assertThat(catchThrowableOfType(BuildFailed.class, () -> build(Map.of())).failure().what())
        .contains("exit code 4");
  }

  @Test
  void a_build_that_hangs_is_ended_at_its_limit() throws Exception {
    // Given
    source(
        "package.json", "{\"scripts\":{\"build\":\"node -e \\\"setInterval(()=>{},1000)\\\"\"}}");
    var impatient =
        new BuildLimits(
            Duration.ofMinutes(1),
            Duration.ofSeconds(3),
            4L << 30,
            4L << 30,
            512L << 20,
            1L << 20,
            1L << 20,
            100,
            1L << 30);

    // When
    BuildFailed failed = catchThrowableOfType(BuildFailed.class, () -> build(Map.of(), impatient));

    // Then
    assertThat(failed.failure().what()).contains("did not end within 3 s");
  }

  @Test
  void a_build_that_uses_too_much_memory_with_all_its_processes_is_told_so() throws Exception {
    // Given
    source("package.json", "{\"scripts\":{\"build\":\"node build.cjs\"}}");
    source(
        "build.cjs",
        """
        const { spawn } = require("node:child_process");
        const hold = "globalThis.held = Buffer.alloc(150 << 20, 1); setInterval(() => {}, 1000);";
        for (let i = 0; i < 4; i++) spawn(process.execPath, ["-e", hold]);
        """);

    // When
    BuildFailed failed = catchThrowableOfType(BuildFailed.class, () -> build(Map.of(), small()));

    // Then
    assertThat(failed.failure().what()).startsWith("The build used more than 512 MiB of memory");
  }

  @Test
  void a_heap_that_is_full_is_told_apart_from_other_failures() throws Exception {
    // Given
    source("package.json", "{\"scripts\":{\"build\":\"node --max-old-space-size=64 build.cjs\"}}");
    source(
        "build.cjs", "const kept = []; while (true) kept.push(new Array(1000).fill(kept.length));");

    // When
    BuildFailed failed = catchThrowableOfType(BuildFailed.class, () -> build(Map.of(), small()));

    // Then
    assertThat(failed.failure().what())
        .contains("MiB of memory", "256 MiB are for JavaScript objects");
  }

  private static BuildLimits small() {
    return new BuildLimits(
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        512L << 20,
        4L << 30,
        512L << 20,
        1L << 20,
        1L << 20,
        100,
        1L << 30);
  }

  @Test
  void a_service_key_in_the_built_files_is_refused_and_not_repeated() throws Exception {
    // Given
    String claims =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"iss\":\"supabase\",\"role\":\"service_role\"}".getBytes());
    String key = "eyJhbGciOiJIUzI1NiJ9." + claims + ".c2lnbmF0dXJlLXNpZ25hdHVyZQ";
    source("index.html", "<script src=app.js></script>");
    source("app.js", "const key = '" + key + "';");

    // When
    BuildFailed failed = catchThrowableOfType(BuildFailed.class, () -> build(Map.of()));

    // Then
    assertThat(failed.failure().what()).contains("a Supabase service key in app.js");
    assertThat(failed.failure().toString()).doesNotContain(key);
  }

  @Test
  void a_site_without_a_build_is_published_without_its_private_files() throws Exception {
    // Given
    source("index.html", "<h1>plain</h1>");
    source(".env", "SECRET=1");
    source("supabase/config.toml", "project_id = 'x'");

    // When
    Path site = build(Map.of());

    // Then
    try (var files = Files.walk(site)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> site.relativize(file).toString()))
          .containsExactly("index.html");
    }
  }

  @Test
  void a_build_without_an_index_says_where_it_was_looked_for() throws Exception {
    // Given
    source("package.json", "{\"scripts\":{\"build\":\"mkdir www\"}}");
    source("vite.config.ts", "export default { build: { outDir: \"www\" } }");

    // When
    BuildFailed failed = catchThrowableOfType(BuildFailed.class, () -> build(Map.of()));

    // Then
    assertThat(failed.failure().what()).contains("wrote no index.html", "www, dist");
  }

  @Test
  void a_dependency_from_a_git_repository_is_refused() throws Exception {
    // Given
    source(
        "package.json",
        "{\"scripts\":{\"build\":\"true\"},\"dependencies\":{\"mine\":\"git+https://example.org/mine.git\"}}");

    // When
    BuildFailed failed = catchThrowableOfType(BuildFailed.class, () -> build(Map.of()));

    // Then
    assertThat(failed.failure().what()).contains("mine: git+https://example.org/mine.git");
  }

  private Path build(Map<String, String> variables) throws BuildFailed {
    return build(variables, BuildLimits.STANDARD);
  }

  private Path build(Map<String, String> variables, BuildLimits limits) throws BuildFailed {
    return BuildSandbox.onThisMachine(workspace.beside("cache"), "acme", RUNTIME, limits)
        .build(workspace, variables, SourceFacts.of(workspace.source()), log)
        .site();
  }

  private void source(String path, String content) throws IOException {
    Path file = workspace.source().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
