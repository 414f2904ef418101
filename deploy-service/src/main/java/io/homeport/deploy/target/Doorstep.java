package io.homeport.deploy.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens where backends that sleep would: the first connection wakes one, and those that come
 * until it is well are held and then passed through. One thread waits for all of them.
 */
public final class Doorstep implements AutoCloseable {
  private static final int BACKLOG = 256;
  private static final int MOST_HELD = 256;
  private static final int LINGER_MILLIS = 300;
  private static final int LET_GO_SECONDS = 10;

  private final Map<UUID, Sleeper> sleepers = new ConcurrentHashMap<>();
  private final Queue<CountDownLatch> portsLetGo = new ConcurrentLinkedQueue<>();
  private final Selector selector;

  public Doorstep() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("the system has no more file handles", e);
    }
    Thread.ofPlatform().daemon().name("doorstep").start(this::waitForAll);
  }

  private static final class Sleeper {
    final int port;
    final Runnable wake;
    final List<SocketChannel> held = new ArrayList<>();
    @Nullable ServerSocketChannel listener;
    boolean woken;

    Sleeper(int port, Runnable wake) {
      this.port = port;
      this.wake = wake;
    }
  }

  /**
   * Listens in the place of a backend.
   *
   * @param wake run once, in a thread of its own, when the first connection comes
   * @throws IOException if the port is in use
   */
  public void listen(UUID instance, int port, Runnable wake) throws IOException {
    listen(sleepers.computeIfAbsent(instance, id -> new Sleeper(port, wake)));
  }

  private void listen(Sleeper sleeper) throws IOException {
    synchronized (sleeper) {
      if (sleeper.listener != null) {
        return;
      }
      ServerSocketChannel listener = ServerSocketChannel.open();
      try {
        listener.bind(
            new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), sleeper.port),
            BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT, sleeper);
      } catch (IOException e) {
        listener.close();
        throw e;
      }
      sleeper.listener = listener;
    }
    selector.wakeup();
  }

  /** Whether it is listened, or was and connections are still held. */
  public boolean keeps(UUID instance) {
    return sleepers.containsKey(instance);
  }

  private void waitForAll() {
    while (selector.isOpen()) {
      try {
        selector.select(key -> take((Sleeper) key.attachment()));
        for (CountDownLatch waiting; (waiting = portsLetGo.poll()) != null; ) {
          selector.selectNow(key -> take((Sleeper) key.attachment()));
          waiting.countDown();
        }
      } catch (IOException e) {
        throw new UncheckedIOException("connections for sleeping apps cannot be waited for", e);
      }
    }
  }

  private static void take(Sleeper sleeper) {
    synchronized (sleeper) {
      accept(sleeper);
      if (!sleeper.woken && !sleeper.held.isEmpty()) {
        sleeper.woken = true;
        Thread.ofVirtual().name("wake-" + sleeper.port).start(sleeper.wake);
      }
    }
  }

  private static void accept(Sleeper sleeper) {
    try {
      ServerSocketChannel listener = sleeper.listener;
      for (SocketChannel next = null; listener != null && (next = listener.accept()) != null; ) {
        if (sleeper.held.size() < MOST_HELD) {
          sleeper.held.add(next);
        } else {
          refuse(next, Duration.ofSeconds(1));
        }
      }
    } catch (IOException gone) {
      // It was closed, or the visitor has left.
    }
  }

  /** Lets go of the port, which is free when this returns; connections that came are held. */
  public void handOver(UUID instance) {
    Sleeper sleeper = sleepers.get(instance);
    if (sleeper != null) {
      handOver(sleeper);
    }
  }

  private void handOver(Sleeper sleeper) {
    synchronized (sleeper) {
      accept(sleeper);
      close(sleeper);
    }
    awaitPortsLetGo();
  }

  /** A closed channel keeps its port until the selector has looked again. */
  private void awaitPortsLetGo() {
    var looked = new CountDownLatch(1);
    portsLetGo.add(looked);
    selector.wakeup();
    try {
      if (selector.isOpen() && !looked.await(LET_GO_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The thread that waits for connections has ended.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Sleeper sleeper) {
    try {
      if (sleeper.listener != null) {
        sleeper.listener.close();
        sleeper.listener = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("port " + sleeper.port + " is not let go of", e);
    }
  }

  /** The backend is well: it gets what was held, and this is over. */
  public void pass(UUID instance) {
    Sleeper sleeper = sleepers.remove(instance);
    if (sleeper != null) {
      handOver(sleeper);
      take(sleeper, each -> Relay.start(each, sleeper.port));
    }
  }

  /**
   * The backend does not start: who was held is told so, and the next connection wakes it again.
   *
   * @throws IOException if the port is in use
   */
  public void refuse(UUID instance, Duration retryAfter) throws IOException {
    Sleeper sleeper = sleepers.get(instance);
    if (sleeper != null) {
      listen(sleeper);
      take(sleeper, each -> refuse(each, retryAfter));
    }
  }

  /** The backend is not wanted any more, or is started in another way. */
  public void leave(UUID instance) {
    Sleeper sleeper = sleepers.remove(instance);
    if (sleeper != null) {
      handOver(sleeper);
      take(sleeper, each -> refuse(each, Duration.ofSeconds(1)));
    }
  }

  private static void take(Sleeper sleeper, Consumer<SocketChannel> action) {
    List<SocketChannel> held;
    synchronized (sleeper) {
      held = List.copyOf(sleeper.held);
      sleeper.held.clear();
      sleeper.woken = false;
    }
    held.forEach(action);
  }

  private static void refuse(SocketChannel visitor, Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
    byte[] answer =
        ("HTTP/1.1 503 Service Unavailable\r\nRetry-After: "
                + seconds
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 31\r\n"
                + "Connection: close\r\n\r\nThe app does not start just now")
            .getBytes(StandardCharsets.US_ASCII);
    Thread.ofVirtual().start(() -> answer(visitor, answer));
  }

  private static void answer(SocketChannel visitor, byte[] answer) {
    try (visitor) {
      visitor.configureBlocking(true);
      ByteBuffer left = ByteBuffer.wrap(answer);
      while (left.hasRemaining()) {
        visitor.write(left);
      }
      visitor.shutdownOutput();
      // Closed with the request unread, the answer would be lost on its way.
      Socket socket = visitor.socket();
      socket.setSoTimeout(LINGER_MILLIS);
      byte[] unread = new byte[8192];
      while (socket.getInputStream().read(unread) >= 0) {
        // The request is not wanted.
      }
    } catch (IOException gone) {
      // Nobody to tell.
    }
  }

  @Override
  public void close() {
    try {
      List.copyOf(sleepers.keySet()).forEach(this::leave);
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the wait for connections does not end", e);
    }
  }
}
