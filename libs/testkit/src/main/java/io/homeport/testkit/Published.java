package io.homeport.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.local.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Documents that are generated, kept in the repository and must not drift. After a change on
 * purpose: run the test with {@code -Dhomeport.update=true} and commit what it wrote.
 */
public final class Published {

  /**
   * Fails unless the kept document is the generated one.
   *
   * @param file below the root of the repository, such as {@code docs/api/import-service.json}
   */
  public static void same(String file, String generated) {
    Path kept = Checkout.find().root().resolve(file);
    String wanted = generated.endsWith("\n") ? generated : generated + "\n";
    try {
      if (Boolean.getBoolean("homeport.update")) {
        Files.createDirectories(kept.getParent());
        Files.writeString(kept, wanted);
      }
      assertThat(kept).as("run with -Dhomeport.update=true after a change on purpose").exists();
      assertThat(Files.readString(kept))
          .as(file + " (run with -Dhomeport.update=true after a change on purpose)")
          .isEqualTo(wanted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Published() {}
}
