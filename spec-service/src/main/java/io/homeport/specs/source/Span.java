package io.homeport.specs.source;

import io.homeport.specs.Place;

/**
 * Some lines of a file.
 *
 * @param first from 1
 * @param last not before the first
 */
public record Span(String file, int first, int last) {

  /** True for a place in it. */
  public boolean contains(Place place) {
    return place.line() >= first && place.line() <= last && place.file().equals(file);
  }
}
