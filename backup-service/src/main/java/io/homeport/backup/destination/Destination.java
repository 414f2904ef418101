package io.homeport.backup.destination;

import io.homeport.contracts.Digest;
import io.homeport.objects.Objects;
import java.io.IOException;
import java.io.OutputStream;

/** A place where backups are kept, under the name that the configuration gives it. */
public record Destination(String name, Objects objects) {

  /**
   * Reads every byte of an object.
   *
   * @throws io.homeport.objects.ObjectMissing if it is not there
   * @throws io.homeport.objects.ObjectCorrupt if its bytes are others
   * @throws IOException if the place cannot be read now, which says nothing about the object
   */
  public void read(Digest object) throws IOException {
    try (var content = objects.open(object)) {
      content.transferTo(OutputStream.nullOutputStream());
    }
  }
}
