package io.homeport.deploy.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The ports that backends may listen on, on loopback. */
record Ports(int first, int last) {

  Ports {
    if (first < 1 || last > 65_535 || first > last) {
      throw new IllegalArgumentException(first + "-" + last + " is no range of ports");
    }
  }

  /**
   * @throws IllegalArgumentException with the accepted form
   */
  static Ports parse(String text) {
    try {
      String[] ends = text.split("-", -1);
      return new Ports(Integer.parseInt(ends[0].strip()), Integer.parseInt(ends[1].strip()));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "homeport.backends-ports: '" + text + "' must be two ports such as 7700-7899", e);
    }
  }

  /** A port that is neither taken nor listened on by anybody. */
  Optional<Integer> free(Set<Integer> taken) {
    return IntStream.rangeClosed(first, last)
        .filter(port -> !taken.contains(port))
        .filter(Ports::isFree)
        .boxed()
        .findFirst();
  }

  static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }
}
