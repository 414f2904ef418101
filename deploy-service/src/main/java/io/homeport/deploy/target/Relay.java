package io.homeport.deploy.target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;

/** Passes what a held connection says to the backend it was meant for, and back. */
final class Relay {

  /** Until either side closes; in threads of its own. */
  static void start(SocketChannel visitor, int port) {
    Thread.ofVirtual().name("relay-" + port).start(() -> relay(visitor, port));
  }

  private static void relay(SocketChannel visitor, int port) {
    try (visitor;
        var backend = new Socket()) {
      visitor.configureBlocking(true);
      Socket from = visitor.socket();
      from.setTcpNoDelay(true);
      backend.setTcpNoDelay(true);
      backend.connect(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      Thread back = Thread.ofVirtual().start(() -> copy(backend, from));
      copy(from, backend);
      back.join();
    } catch (IOException gone) {
      // Closing says it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException broken) {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more either way.
    }
  }

  private Relay() {}
}
