package io.homeport.gateway.door;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend that notes every byte it gets, and takes the first reading of them that there is. */
final class RawBackend implements AutoCloseable {

  /** A request as it came, whole. */
  record Seen(String head, String body) {
    String line() {
      return head.substring(0, head.lastIndexOf(" HTTP/1.1", head.indexOf('\r')));
    }
  }

  private final ServerSocket listening;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();

  RawBackend() throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** The requests that came whole. */
  List<Seen> seen() {
    return seen;
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      while (true) {
        String head = until(in, "\r\n\r\n");
        String body =
            head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding:")
                ? until(in, "0\r\n\r\n")
                : bytes(in, length(head));
        seen.add(new Seen(head, body));
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                    .getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException gone) {
      // What was not whole is not noted.
    }
  }

  private static int length(String head) {
    int at = head.toLowerCase(Locale.ROOT).indexOf("\r\ncontent-length:");
    return at < 0
        ? 0
        : Integer.parseInt(head.substring(at + 17, head.indexOf('\r', at + 17)).strip());
  }

  private static String until(InputStream in, String end) throws IOException {
    var read = new ByteArrayOutputStream();
    while (!read.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("gone");
      }
      read.write(b);
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  private static String bytes(InputStream in, int count) throws IOException {
    byte[] read = in.readNBytes(count);
    if (read.length < count) {
      throw new IOException("gone");
    }
    return new String(read, StandardCharsets.ISO_8859_1);
  }
}
