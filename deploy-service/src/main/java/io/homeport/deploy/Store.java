package io.homeport.deploy;

import io.homeport.contracts.Digest;
import io.homeport.objects.Objects;
import io.homeport.objects.ObjectsLocation;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The installation's object store. */
@ApplicationScoped
public class Store {
  private final Objects objects;

  @Inject
  Store(DeployConfig config) {
    objects = ObjectsLocation.parse(config.objects().toString()).open(null);
  }

  @PreDestroy
  void close() {
    objects.close();
  }

  public Objects objects() {
    return objects;
  }

  /** Stores content unless it is there. */
  public Digest put(byte[] content) {
    try {
      Digest digest = Digest.of(content);
      return objects.has(digest) ? digest : objects.put(new ByteArrayInputStream(content));
    } catch (IOException e) {
      throw new UncheckedIOException("the object store cannot be written", e);
    }
  }

  public byte[] read(Digest digest) {
    try (InputStream content = objects.open(digest)) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the object " + digest + " cannot be read", e);
    }
  }
}
