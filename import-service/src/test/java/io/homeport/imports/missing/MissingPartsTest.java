package io.homeport.imports.missing;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.source.MissingPart;
import io.homeport.contracts.source.MissingPart.Kind;
import io.homeport.imports.tree.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingPartsTest {

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void start() {
    tree = new Tree(folder);
  }

  @Test
  void a_whole_source_lacks_nothing() throws IOException {
    tree.with("package.json", "{\"dependencies\":{\"@supabase/supabase-js\":\"^2\"}}")
        .with("supabase/migrations/1_a.sql", "select 1;")
        .with(".env", "VITE_SUPABASE_URL=https://x")
        .with("src/a.ts", "import.meta.env.VITE_SUPABASE_URL; import.meta.env.DEV;");

    assertThat(MissingParts.of(tree.read())).isEmpty();
  }

  @Test
  void assets_in_the_builders_storage_are_missing_without_their_signatures() throws IOException {
    tree.with("src/logo.png.asset.json", "{\"url\": \"/__l5e/assets-v1/7/logo.png\"}")
        .with("src/here.png.asset.json", "{\"url\": \"/__l5e/assets-v1/8/here.png\"}")
        .with("src/here.png", "png")
        .with(
            "src/a.tsx",
            "<img src='https://media.base44.com/images/x.png?sig=hush'/> https://cdn.gpteng.co/g.js");

    MissingPart assets = only(Kind.ASSETS);

    assertThat(assets.names())
        .containsExactly(
            "/__l5e/assets-v1/7/logo.png",
            "https://cdn.gpteng.co/g.js",
            "https://media.base44.com/images/x.png");
    assertThat(assets.files()).containsExactly("src/a.tsx", "src/logo.png.asset.json");
    assertThat(assets.remedy()).isNotBlank();
  }

  @Test
  void uploads_are_missing_if_they_are_not_in_public() throws IOException {
    tree.with("src/a.tsx", "'/lovable-uploads/a.png' '/lovable-uploads/b.png'")
        .with("public/lovable-uploads/a.png", "png");

    assertThat(only(Kind.ASSETS).names()).containsExactly("b.png");
  }

  @Test
  void entities_that_are_used_and_not_exported_are_named() throws IOException {
    tree.with("package.json", "{\"dependencies\":{\"@base44/sdk\":\"^0.8\"}}")
        .with("base44/entities/Task.jsonc", "{}")
        .with(
            "src/a.jsx",
            """
            base44.entities.Task.list(); base44.entities.Board.filter({});
            const { Member, Task: T } = base44.entities; base44.entities.User.me();
            """);

    assertThat(only(Kind.ENTITIES).names()).containsExactly("Board", "Member");
    assertThat(only(Kind.ENTITIES).what()).contains("2 entities are");
  }

  @Test
  void variables_are_named_and_an_example_is_pointed_to_but_gives_no_value() throws IOException {
    tree.with(".env.example", "STRIPE_KEY=sk_hush")
        .with("src/a.ts", "process.env.STRIPE_KEY; process.env['MAIL_HOST']; process.env.NODE_ENV")
        .with(
            "supabase/functions/a/index.ts",
            "Deno.env.get('SUPABASE_URL'); Deno.env.get(\"RESEND\")")
        .with("backend/server.py", "os.environ['MONGO_URL']; os.environ.get('DB_NAME', 'x')");

    MissingPart variables = only(Kind.VARIABLES);

    assertThat(variables.names())
        .containsExactly("DB_NAME", "MAIL_HOST", "MONGO_URL", "RESEND", "STRIPE_KEY");
    assertThat(variables.what()).contains("5 variables are read and no .env is committed");
    assertThat(variables.remedy()).contains(".env.example");
    assertThat(variables.toString()).doesNotContain("hush");
  }

  @Test
  void of_a_committed_env_only_the_others_are_missing() throws IOException {
    tree.with(".env", "A_KEY=1").with("src/a.ts", "process.env.A_KEY; process.env.B_KEY");

    assertThat(only(Kind.VARIABLES).names()).containsExactly("B_KEY");
    assertThat(only(Kind.VARIABLES).what()).contains("not set in the committed .env");
  }

  @Test
  void supabase_without_migrations_lacks_its_schema() throws IOException {
    tree.with("package.json", "{\"dependencies\":{\"@supabase/supabase-js\":\"^2\"}}")
        .with("schema.sql", "create table a();");

    assertThat(only(Kind.MIGRATIONS).what()).contains("1 other SQL files").contains("schema.sql");
    assertThat(only(Kind.MIGRATIONS).files()).containsExactly("package.json");
  }

  @Test
  void submodules_and_lfs_pointers_are_missing() throws IOException {
    tree.with(".gitmodules", "[submodule \"x\"]\n\tpath = libs/x\n\turl = https://example.org/x\n")
        .with(
            "public/video.mp4",
            "version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 12\n");

    assertThat(only(Kind.SUBMODULES).names()).containsExactly("libs/x");
    assertThat(only(Kind.LFS_FILES).names()).containsExactly("public/video.mp4");
  }

  @Test
  void of_very_many_only_the_first_are_named_and_all_are_counted() throws IOException {
    var code = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      code.append("process.env.KEY_").append(i).append(';');
    }
    tree.with("a.js", code.toString());

    assertThat(only(Kind.VARIABLES).names()).hasSize(MissingPart.MOST_NAMES);
    assertThat(only(Kind.VARIABLES).count()).isEqualTo(200);
  }

  private MissingPart only(Kind kind) throws IOException {
    List<MissingPart> found =
        MissingParts.of(tree.read()).stream().filter(each -> each.kind() == kind).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
