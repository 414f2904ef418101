package io.homeport.imports.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.source.Framework;
import io.homeport.imports.tree.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameworksTest {

  @TempDir Path folder;

  @Test
  void an_app_may_be_made_with_several() throws IOException {
    // Given
    Tree tree =
        new Tree(folder)
            .with("package.json", "{\"dependencies\":{\"vite\":\"^5.4.1\",\"express\":\"^4\"}}")
            .with("client/index.html", "<div id=root>")
            .with("mobile/package.json", "{\"dependencies\":{\"expo\":\"54.0.36\"}}")
            .with("backend/requirements.txt", "fastapi[all]==0.110.1\nmotor==3.3.1\n")
            .with("backend/server.py", "from fastapi import FastAPI\n")
            .with("admin/manage.py", "import django\n")
            .with("api/package.json", "{\"dependencies\":{\"@nestjs/core\":\"^10\"}}")
            .with("supabase/functions/send/index.ts", "Deno.serve(() => 1)")
            .with("supabase/functions/_shared/cors.ts", "");

    // When
    List<Framework> found = Frameworks.of(tree.read());

    // Then
    assertThat(found)
        .extracting(each -> each.name() + " " + each.runtime() + " " + each.folder())
        .containsExactlyInAnyOrder(
            "express node ",
            "vite-spa browser ",
            "nestjs node api",
            "expo native mobile",
            "django python admin",
            "fastapi python backend",
            "supabase-functions deno supabase/functions");
    assertThat(named(found, "fastapi").version()).contains("0.110.1");
    assertThat(named(found, "fastapi").evidence())
        .containsExactly(
            "backend/requirements.txt asks for fastapi", "backend/server.py imports fastapi");
  }

  @Test
  void a_page_that_needs_no_build_is_a_static_site() throws IOException {
    Tree tree =
        new Tree(folder)
            .with("index.html", "<script src=\"js/app.js\"></script>")
            .with("js/app.js", "alert(1)");

    assertThat(Frameworks.of(tree.read()))
        .extracting(each -> each.name() + " " + each.runtime())
        .containsExactly("static browser");
  }

  @Test
  void a_page_whose_code_must_be_built_is_none() throws IOException {
    Tree tree =
        new Tree(folder)
            .with("index.html", "<script type=\"module\" src=\"/src/main.tsx\"></script>");

    assertThat(Frameworks.of(tree.read())).isEmpty();
  }

  @Test
  void tanstack_start_is_no_spa_and_says_what_nitro_builds_for() throws IOException {
    Tree tree =
        new Tree(folder)
            .with(
                "package.json",
                "{\"dependencies\":{\"@tanstack/react-start\":\"^1\",\"nitro\":\"3.0.1\",\"vite\":\"^7\"}}")
            .with("index.html", "")
            .with("vite.config.ts", "export default {nitro: {preset: \"vercel\"}}");

    List<Framework> found = Frameworks.of(tree.read());

    assertThat(found).extracting(Framework::name).containsExactly("tanstack-start", "nitro");
    assertThat(named(found, "nitro").evidence()).contains("vite.config.ts sets the preset vercel");
  }

  @Test
  void what_is_installed_is_not_the_app() throws IOException {
    Tree tree =
        new Tree(folder)
            .with("node_modules/x/package.json", "{\"dependencies\":{\"express\":\"^4\"}}")
            .with("requirements.txt", "fastapi-utils==1\n# django\n");

    assertThat(Frameworks.of(tree.read()))
        .extracting(Framework::name)
        .doesNotContain("express", "django");
  }

  private static Framework named(List<Framework> found, String name) {
    return found.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }
}
