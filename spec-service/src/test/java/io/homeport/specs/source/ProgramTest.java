package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {

  @TempDir private Path folder;
  private HandMade app;

  @BeforeEach
  void anApp() {
    app = new HandMade(folder);
  }

  @Test
  void each_list_of_packages_is_a_program_and_a_server_beside_a_frontend_is_one_too() {
    app.with(
            "package.json",
            "{\"dependencies\": {\"express\": \"4\"}, \"devDependencies\": {\"vite\": \"5\"}}")
        .with(
            "tools/requirements.txt",
            "FastAPI[standard]==0.110\n# flask is not asked for\nfastapi-users\n")
        .with(
            "site/package.json",
            "{\"scripts\": {\"next\": \"next dev\"}, \"dependencies\": {\"astro\": \"4\"}}")
        .with("broken/package.json", "{ \"next\": ");

    assertThat(app.read().programs())
        .extracting(Program::framework, Program::folder, Program::server, Program::isMain)
        .containsExactly(
            tuple("Vite", ".", false, true),
            tuple("Express", ".", true, true),
            tuple("Astro", "site", false, false),
            tuple("FastAPI", "tools", true, false));
  }

  @Test
  void a_server_in_python_may_list_its_packages_in_its_project() {
    app.with("a/pyproject.toml", "[project]\ndependencies = [\n  \"Flask>=3\",\n]\n")
        .with("a/requirements.txt", "flask\n")
        .with("b/pyproject.toml", "[tool.poetry.dependencies]\ndjango = \"^5\"\n")
        .with("c/pyproject.toml", "[tool.poetry.group.dev.dependencies]\nfastapi = \"^0.1\"\n");

    assertThat(app.read().programs())
        .extracting(Program::framework, Program::folder)
        .containsExactly(tuple("Flask", "a"), tuple("Django", "b"));
  }

  @Test
  void ports_are_known_however_they_are_given() {
    app.with(
            "a/index.ts",
            "const port = Number(process.env.PORT ?? 4100);\napp.listen(port, () => {});\n")
        .with(
            "b/index.ts",
            "const port = parseInt(process.env.PORT || '4200', 10);\nserver.listen({ port, host: '0.0.0.0' });\n")
        .with("c/index.ts", "serve.listen({ port: 4300 });\n")
        .with("d/main.py", "PORT = 4400\nuvicorn.run(app, host='0.0.0.0', port=PORT)\n");

    assertThat(app.read().ports())
        .extracting(Uses.Port::number)
        .containsExactly(4100, 4200, 4300, 4400);
  }
}
