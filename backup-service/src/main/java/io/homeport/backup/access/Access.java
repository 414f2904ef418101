package io.homeport.backup.access;

import java.util.List;

/**
 * Who saw what at one instant.
 *
 * @param unasked whom nobody could ask for, and why, one sentence each
 */
public record Access(List<Seen> seen, List<String> unasked) {
  public Access {
    seen = List.copyOf(seen);
    unasked = List.copyOf(unasked);
  }
}
