package io.homeport.objects;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;

/**
 * Ends the connection when it is closed early: closing alone would first read the rest of the
 * object.
 */
final class AbortingStream extends FilterInputStream {
  private final ResponseInputStream<?> response;
  private boolean atEnd;

  AbortingStream(ResponseInputStream<?> response) {
    super(response);
    this.response = response;
  }

  @Override
  public int read() throws IOException {
    int read = in.read();
    atEnd |= read < 0;
    return read;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    int read = in.read(bytes, offset, count);
    atEnd |= read < 0;
    return read;
  }

  @Override
  public void close() throws IOException {
    if (!atEnd) {
      response.abort();
    }
    super.close();
  }
}
