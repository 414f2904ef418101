package io.homeport.imports.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Builder;
import io.homeport.contracts.source.Format;
import io.homeport.imports.framework.Frameworks;
import io.homeport.imports.tree.SourceTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The samples of this repository are taken for what they are. */
class SampleAppsTest {

  @Test
  void an_express_server_with_drizzle_is_of_replit() throws IOException {
    assertThat(builder("replit-express")).isEqualTo(Builder.REPLIT);
    assertThat(format("replit-express").name()).isEqualTo("express-drizzle");
    assertThat(format("replit-express").version()).contains("nodejs-20, web, postgresql-16");
    assertThat(frameworks("replit-express")).containsExactly("express node ", "vite-spa browser ");
  }

  @Test
  void a_next_app_with_a_config_for_its_user_is_of_v0() throws IOException {
    assertThat(builder("v0-next")).isEqualTo(Builder.V0);
    assertThat(format("v0-next").name()).isEqualTo("next");
    assertThat(format("v0-next").version()).contains("15.2.4");
    assertThat(frameworks("v0-next")).containsExactly("next node ", "flask python scripts");
  }

  @Test
  void a_tanstack_start_app_is_of_the_newest_lovable() throws IOException {
    assertThat(builder("lovable-tanstack-start")).isEqualTo(Builder.LOVABLE);
    assertThat(format("lovable-tanstack-start").name()).isEqualTo("tanstack-start");
    assertThat(format("lovable-tanstack-start").version()).contains("tanstack_start_ts_2026-05-12");
    assertThat(frameworks("lovable-tanstack-start"))
        .containsExactly("tanstack-start node ", "nitro node ", "fastapi python tools");
  }

  @Test
  void a_vite_app_with_its_template_is_of_bolt() throws IOException {
    assertThat(builder("bolt-vite")).isEqualTo(Builder.BOLT);
    assertThat(format("bolt-vite").name()).isEqualTo("bolt-vite-react-ts");
    assertThat(frameworks("bolt-vite")).containsExactly("vite-spa browser ");
  }

  private static Builder builder(String sample) throws IOException {
    return Recognizer.recognize(tree(sample)).builder();
  }

  private static Format format(String sample) throws IOException {
    return Recognizer.recognize(tree(sample)).format().orElseThrow();
  }

  private static List<String> frameworks(String sample) throws IOException {
    return Frameworks.of(tree(sample)).stream()
        .map(each -> each.name() + " " + each.runtime() + " " + each.folder())
        .toList();
  }

  private static SourceTree tree(String sample) throws IOException {
    return SourceTree.of(Path.of(System.getProperty("homeport.root"), "samples", sample));
  }
}
