package io.homeport.bench.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder among this package's resources, be they in a jar or beside it. */
final class ResourceFolder implements AutoCloseable {

  private final Path root;
  private final @Nullable FileSystem jar;

  private ResourceFolder(Path root, @Nullable FileSystem jar) {
    this.root = root;
    this.jar = jar;
  }

  static ResourceFolder open(String name) {
    var resource = ResourceFolder.class.getResource(name);
    if (resource == null) {
      throw new IllegalStateException("The resource folder " + name + " is missing.");
    }
    try {
      URI address = resource.toURI();
      if (!"jar".equals(address.getScheme())) {
        return new ResourceFolder(Path.of(address), null);
      }
      var jar = FileSystems.newFileSystem(address, Map.of());
      return new ResourceFolder(jar.provider().getPath(address), jar);
    } catch (IOException | URISyntaxException cause) {
      throw new IllegalStateException("The resource folder " + name + " cannot be opened", cause);
    }
  }

  Path resolve(String name) {
    return root.resolve(name);
  }

  /** All files in it and below, in the order of their paths. */
  List<Path> files() {
    return files(root);
  }

  static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException cause) {
      throw new UncheckedIOException("The folder " + folder + " cannot be listed", cause);
    }
  }

  @Override
  public void close() {
    try {
      if (jar != null) {
        jar.close();
      }
    } catch (IOException cause) {
      throw new UncheckedIOException("A jar cannot be closed", cause);
    }
  }
}
