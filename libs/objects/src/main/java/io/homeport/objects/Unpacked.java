package io.homeport.objects;

import java.util.List;

/**
 * What was unpacked.
 *
 * @param bytes of all files together
 * @param leftOut links and the like, at most the first 1,000
 */
public record Unpacked(int files, long bytes, List<LeftOut> leftOut) {
  public Unpacked {
    leftOut = List.copyOf(leftOut);
  }
}
