package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostingSettingsTest {

  @TempDir Path source;

  @Test
  void what_stands_beside_the_code_goes_along_unless_the_build_wrote_its_own() throws Exception {
    // Given
    Path site = Files.createDirectory(source.resolve("dist"));
    Files.writeString(source.resolve("netlify.toml"), "of the source");
    Files.writeString(source.resolve("vercel.json"), "of the source");
    Files.writeString(site.resolve("vercel.json"), "of the build");
    // When
    HostingSettings.addTo(site, source);
    // Then
    assertThat(site.resolve("netlify.toml")).hasContent("of the source");
    assertThat(site.resolve("vercel.json")).hasContent("of the build");
  }

  @Test
  void a_link_leads_to_nothing_that_is_published() throws Exception {
    // Given
    Path site = Files.createDirectory(source.resolve("dist"));
    Path elsewhere = Files.writeString(source.resolve("secret"), "secret");
    Files.createSymbolicLink(source.resolve("vercel.json"), elsewhere);
    // When
    HostingSettings.addTo(site, source);
    // Then
    assertThat(site.resolve("vercel.json")).doesNotExist();
  }
}
