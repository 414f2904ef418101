package io.homeport.gateway.door;

import io.homeport.contracts.Digest;
import io.homeport.objects.Objects;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Objects that are no files of this machine, as in a bucket. */
final class MemoryObjects implements Objects {

  private final Map<Digest, byte[]> contents = new ConcurrentHashMap<>();

  @Override
  public Digest put(InputStream content) throws IOException {
    byte[] bytes = content.readAllBytes();
    Digest digest = Digest.of(bytes);
    contents.put(digest, bytes);
    return digest;
  }

  @Override
  public InputStream open(Digest digest) throws IOException {
    return new ByteArrayInputStream(bytes(digest));
  }

  @Override
  public boolean has(Digest digest) {
    return contents.containsKey(digest);
  }

  @Override
  public long size(Digest digest) throws IOException {
    return bytes(digest).length;
  }

  @Override
  public void delete(Digest digest) {
    contents.remove(digest);
  }

  private byte[] bytes(Digest digest) throws IOException {
    byte[] bytes = contents.get(digest);
    if (bytes == null) {
      throw new IOException("there is no object " + digest);
    }
    return bytes;
  }
}
