package io.homeport.specs;

/**
 * A line of a file of the source tree.
 *
 * @param file its path in the tree, separated by slashes
 * @param line from 1
 */
public record Place(String file, int line) implements Comparable<Place> {

  @Override
  public int compareTo(Place other) {
    int byFile = file.compareTo(other.file);
    return byFile != 0 ? byFile : Integer.compare(line, other.line);
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
