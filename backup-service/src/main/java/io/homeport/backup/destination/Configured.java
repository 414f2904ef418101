package io.homeport.backup.destination;

import io.homeport.backup.BackupsConfig;
import io.homeport.objects.Objects;
import io.homeport.objects.ObjectsCredentials;
import io.homeport.objects.ObjectsLocation;
import io.homeport.objects.S3Credentials;
import io.homeport.objects.SftpCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A destination as the operator has configured it.
 *
 * @param place absent for the place of the installation's own objects
 */
public record Configured(
    String name, ObjectsLocation location, BackupsConfig.@Nullable Place place) {

  private static final String KEY = "homeport.backups.destinations.";

  /** So that environment variables can name each. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,30}");

  /**
   * All of them: {@code main} first, the others by name.
   *
   * @throws IllegalArgumentException with the key and the accepted form
   */
  public static List<Configured> read(BackupsConfig config) {
    var places = new TreeMap<>(config.backups().destinations());
    var all = new ArrayList<Configured>();
    BackupsConfig.Place main = places.remove(Destinations.MAIN);
    all.add(
        main == null
            ? new Configured(
                Destinations.MAIN, ObjectsLocation.parse(config.objects().toString()), null)
            : of(Destinations.MAIN, main));
    places.forEach((name, place) -> all.add(of(name, place)));
    requireDistinct(all);
    return List.copyOf(all);
  }

  private static Configured of(String name, BackupsConfig.Place place) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s%s: a destination is named by small letters and digits, such as offsite."
              .formatted(KEY, name));
    }
    try {
      return new Configured(name, ObjectsLocation.parse(place.location().toString()), place);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(KEY + name + ".location: " + e.getMessage(), e);
    }
  }

  private static void requireDistinct(List<Configured> all) {
    for (Configured one : all) {
      for (Configured other : all) {
        if (!one.name().equals(other.name()) && one.location().equals(other.location())) {
          throw new IllegalArgumentException(
              "%s%s.location is that of %s too: a copy in the same place is none."
                  .formatted(KEY, one.name(), other.name()));
        }
      }
    }
  }

  /**
   * Opens them. Those that are configured need not be there yet, and no folder of them is made.
   *
   * @param installation the installation's own objects, which are the first destination where no
   *     other is configured
   */
  public static Destinations open(List<Configured> all, Objects installation) {
    return new Destinations(
        all.stream().map(each -> new Destination(each.name(), each.open(installation))).toList());
  }

  private Objects open(Objects installation) {
    if (place == null) {
      return installation;
    }
    ObjectsCredentials credentials = credentials(place);
    return new DeferredObjects(location, () -> location.open(credentials));
  }

  /** Read at the start, so that what is wrong with them is told then. */
  private @Nullable ObjectsCredentials credentials(BackupsConfig.Place place) {
    return switch (location) {
      case ObjectsLocation.Directory directory -> null;
      case ObjectsLocation.Bucket bucket -> s3(place);
      case ObjectsLocation.Sftp sftp -> sftp(place);
    };
  }

  private @Nullable S3Credentials s3(BackupsConfig.Place place) {
    if (place.accessKey().isEmpty() && place.secretKeyFile().isEmpty()) {
      return null;
    }
    return new S3Credentials(
        place.accessKey().orElseThrow(() -> missing("access-key")),
        read(
            "secret-key-file",
            place.secretKeyFile().orElseThrow(() -> missing("secret-key-file"))));
  }

  private SftpCredentials sftp(BackupsConfig.Place place) {
    String hostKey = place.hostKey().orElseThrow(() -> missing("host-key"));
    String password = place.passwordFile().map(file -> read("password-file", file)).orElse(null);
    try {
      return new SftpCredentials(hostKey, password, place.keyFile().orElse(null));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(KEY + name + ": " + e.getMessage(), e);
    }
  }

  private IllegalArgumentException missing(String key) {
    return new IllegalArgumentException("%s%s.%s is missing.".formatted(KEY, name, key));
  }

  private String read(String key, Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s%s.%s: %s cannot be read.".formatted(KEY, name, key, file), e);
    }
  }
}
