package io.homeport.gateway.door;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Copies a blocking stream into a response, as fast as its reader takes it. Runs on a virtual
 * thread; the response is only touched on its own event loop.
 */
final class StreamedContent {

  private static final int CHUNK_BYTES = 64 * 1024;

  private final Context loop;
  private final HttpServerResponse response;

  StreamedContent(Context loop, HttpServerResponse response) {
    this.loop = loop;
    this.response = response;
  }

  /**
   * @param bytes how many to copy; the response already says so
   * @throws IOException if the stream ends early or the reader went away
   */
  void copy(InputStream from, long skip, long bytes) throws IOException, InterruptedException {
    from.skipNBytes(skip);
    long left = bytes;
    while (left > 0) {
      byte[] chunk = from.readNBytes((int) Math.min(CHUNK_BYTES, left));
      if (chunk.length == 0) {
        throw new IOException("the object ends " + left + " bytes early");
      }
      left -= chunk.length;
      write(chunk, left == 0);
    }
  }

  private void write(byte[] chunk, boolean last) throws IOException, InterruptedException {
    CompletableFuture<Void> written = new CompletableFuture<>();
    loop.runOnContext(now -> {
      Buffer buffer = Buffer.buffer(chunk);
      (last ? response.end(buffer) : response.write(buffer))
          .onSuccess(written::complete)
          .onFailure(written::completeExceptionally);
    });
    try {
      written.get();
    } catch (ExecutionException e) {
      throw new IOException("the reader went away", e.getCause());
    }
  }
}
