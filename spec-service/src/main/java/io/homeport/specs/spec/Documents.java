package io.homeport.specs.spec;

import io.homeport.contracts.Digest;
import io.homeport.objects.Objects;
import io.homeport.objects.ObjectsLocation;
import io.homeport.objects.TreeArchive;
import io.homeport.objects.UnpackLimits;
import io.homeport.specs.SpecsConfig;
import io.homeport.specs.document.CanonicalJson;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.document.SpecMarkdown;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Source trees, documents and pages in the object store. */
@ApplicationScoped
public class Documents {

  private final Objects objects;

  @Inject
  Documents(SpecsConfig config) {
    objects = ObjectsLocation.parse(config.objects().toString()).open(null);
  }

  @PreDestroy
  void close() {
    objects.close();
  }

  /** Where a document and its page were stored. */
  record Stored(Digest document, Digest markdown) {}

  /** Unpacks the archive of a snapshot into a folder that does not exist yet. */
  void unpack(Digest archive, Path into) throws IOException {
    try (var stream = objects.open(archive)) {
      TreeArchive.unpack(stream, into, UnpackLimits.ofSource());
    }
  }

  Stored store(SpecDocument document) throws IOException {
    byte[] page = SpecMarkdown.of(document).getBytes(StandardCharsets.UTF_8);
    return new Stored(put(CanonicalJson.write(document)), put(page));
  }

  byte[] read(Digest digest) throws IOException {
    try (var stream = objects.open(digest)) {
      return stream.readAllBytes();
    }
  }

  private Digest put(byte[] content) throws IOException {
    return objects.put(new ByteArrayInputStream(content));
  }
}
