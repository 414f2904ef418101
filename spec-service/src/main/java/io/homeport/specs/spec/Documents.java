package io.homeport.specs.spec;

import io.homeport.contracts.Digest;
import io.homeport.objects.Objects;
import io.homeport.objects.ObjectsLocation;
import io.homeport.objects.TreeArchive;
import io.homeport.objects.UnpackLimits;
import io.homeport.specs.SpecsConfig;
import io.homeport.specs.document.CanonicalJson;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.packages.PackageList;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;

/** Source trees and documents in the object store. */
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

  /** Unpacks the archive of a snapshot into a folder that does not exist yet. */
  void unpack(Digest archive, Path into) throws IOException {
    try (var stream = objects.open(archive)) {
      TreeArchive.unpack(stream, into, UnpackLimits.ofSource());
    }
  }

  Digest store(SpecDocument document) throws IOException {
    return objects.put(new ByteArrayInputStream(CanonicalJson.write(document)));
  }

  /** Stores the list of packages that a document names by its digest. */
  void store(PackageList packages) throws IOException {
    objects.put(new ByteArrayInputStream(packages.write()));
  }

  PackageList packages(Digest list) throws IOException {
    try (var stream = objects.open(list)) {
      return PackageList.read(stream.readAllBytes());
    }
  }

  /** The canonical JSON of a draft. */
  byte[] bytes(Spec.Draft draft) throws IOException {
    try (var stream = objects.open(draft.document())) {
      return stream.readAllBytes();
    }
  }

  SpecDocument read(Spec.Draft draft) throws IOException {
    return CanonicalJson.read(bytes(draft));
  }
}
