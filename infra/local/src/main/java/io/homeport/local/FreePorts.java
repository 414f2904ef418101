package io.homeport.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of 127.0.0.1 that nobody listens on. */
public final class FreePorts {
  private FreePorts() {}

  /** Some free ports, all different. */
  public static List<Integer> some(int count) {
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(listen(0));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException cause) {
      throw new UncheckedIOException("No free port on 127.0.0.1", cause);
    } finally {
      sockets.forEach(FreePorts::close);
    }
  }

  public static int one() {
    return some(1).getFirst();
  }

  public static boolean isFree(int port) {
    try (var _ = listen(port)) {
      return true;
    } catch (IOException busy) {
      return false;
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    var socket = new ServerSocket();
    try {
      // Without this a port whose last connection has just been closed would look busy.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return socket;
    } catch (IOException cause) {
      close(socket);
      throw cause;
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }
}
