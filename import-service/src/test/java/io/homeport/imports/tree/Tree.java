package io.homeport.imports.tree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Source trees made for tests. */
public record Tree(Path root) {

  public Tree with(String file, String content) throws IOException {
    Path target = root.resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, content);
    return this;
  }

  public SourceTree read() throws IOException {
    return SourceTree.of(root);
  }
}
