package io.homeport.deploy.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.contracts.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageLayersTest {
  private static final CleanLock LOCK = new CleanLock("the lock", List.of(), List.of());

  @TempDir Path folder;

  @Test
  void what_was_not_used_for_longest_makes_room() throws Exception {
    // Given
    var layers = new PackageLayers(folder);
    for (int i = 0; i < 4; i++) {
      layers.keep(key(i), installed("x".repeat(1000)));
      Files.setLastModifiedTime(layer(i), FileTime.fromMillis(1_000_000 - i * 1000L));
    }

    // When
    layers.trim(2500);

    // Then
    assertThat(layer(0)).exists();
    assertThat(layer(1)).exists();
    assertThat(layer(2)).doesNotExist();
    assertThat(layer(3)).doesNotExist();
  }

  @Test
  void the_name_and_the_scripts_of_an_app_do_not_tell_layers_apart_and_its_packages_do()
      throws Exception {
    // Given
    var shop = "{\"name\":\"shop\",\"scripts\":{\"build\":\"x\"},\"dependencies\":{\"a\":\"^1\"}}";
    var other = "{\"name\":\"other\",\"dependencies\":{\"a\":\"^1\"}}";
    var newer = "{\"name\":\"shop\",\"dependencies\":{\"a\":\"^2\"}}";

    // Then
    assertThat(of(shop)).isPresent().isEqualTo(of(other)).isNotEqualTo(of(newer));
  }

  @Test
  void packages_that_are_made_of_the_source_are_nobody_elses() throws Exception {
    // Then
    assertThat(of("{\"workspaces\":[\"packages/*\"]}")).isEmpty();
    assertThat(of("{\"dependencies\":{\"own\":\"file:./own\"}}")).isEmpty();
    assertThat(of("{\"pnpm\":{\"patchedDependencies\":{\"a\":\"a.patch\"}}}")).isEmpty();
  }

  private Optional<Digest> of(String manifest) throws IOException {
    var json = (ObjectNode) new ObjectMapper().readTree(manifest);
    return LayerKey.of(new Project(folder, Optional.of(json)), PackageManager.NPM, "20", LOCK);
  }

  private Path installed(String content) throws IOException {
    Path modules = Files.createDirectories(folder.resolveSibling("app").resolve("node_modules"));
    Files.writeString(modules.resolve("a.js"), content);
    return folder.resolveSibling("app");
  }

  private static Digest key(int number) {
    return Digest.of(new byte[] {(byte) number});
  }

  private Path layer(int number) {
    return folder.resolve(key(number).toString().replace(':', '-'));
  }
}
