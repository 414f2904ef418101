package io.homeport.backup.destination;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.objects.ObjectsLocation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A destination as the API shows it.
 *
 * @param kind {@code directory}, {@code s3} or {@code sftp}
 * @param first whether backups are stored there first
 * @param location where it is; for operators only
 * @param separation {@code same-disk}, {@code same-machine}, {@code elsewhere} or {@code unknown},
 *     as seen from the apps' databases
 * @param what that means
 * @param copies of the asking organization's kept backups, by state
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DestinationView(
    String name,
    String kind,
    boolean first,
    @Nullable String location,
    String separation,
    String what,
    Map<String, Long> copies) {

  /**
   * All of them.
   *
   * @param warnings what is not as it should be, one sentence each
   */
  public record All(List<DestinationView> destinations, List<String> warnings) {}

  static String kind(ObjectsLocation location) {
    return switch (location) {
      case ObjectsLocation.Directory directory -> "directory";
      case ObjectsLocation.Bucket bucket -> "s3";
      case ObjectsLocation.Sftp sftp -> "sftp";
    };
  }

  static String text(ObjectsLocation location) {
    return switch (location) {
      case ObjectsLocation.Directory directory -> directory.path().toString();
      case ObjectsLocation.Bucket bucket ->
          "s3://"
              + bucket.name()
              + "/"
              + bucket.prefix()
              + (bucket.endpoint() == null ? "" : " at " + bucket.endpoint());
      case ObjectsLocation.Sftp sftp ->
          "sftp://%s@%s:%d%s".formatted(sftp.user(), sftp.host(), sftp.port(), sftp.path());
    };
  }
}
