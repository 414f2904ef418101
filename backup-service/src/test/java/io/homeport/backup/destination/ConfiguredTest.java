package io.homeport.backup.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.MemoryObjects;
import io.homeport.contracts.Digest;
import io.homeport.objects.ObjectsLocation;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Destinations as an operator writes them down: in environment variables. */
class ConfiguredTest {

  @Test
  void without_any_backups_are_with_the_installations_objects() {
    assertThat(read(Map.of()))
        .containsExactly(
            new Configured(
                "main", new ObjectsLocation.Directory(Path.of("/var/lib/homeport/objects")), null));
  }

  @Test
  void main_is_the_first_whatever_the_others_are_called() {
    List<Configured> all =
        read(
            Map.of(
                "HOMEPORT_BACKUPS_DESTINATIONS_OFFSITE_LOCATION",
                "s3://bucket/backups?region=eu-central-1",
                "HOMEPORT_BACKUPS_DESTINATIONS_DISK_LOCATION",
                "file:///mnt/disk/backups"));

    assertThat(all).extracting(Configured::name).containsExactly("main", "disk", "offsite");
  }

  @Test
  void main_may_be_elsewhere_than_the_installations_objects() {
    assertThat(read(Map.of("HOMEPORT_BACKUPS_DESTINATIONS_MAIN_LOCATION", "s3://bucket")))
        .singleElement()
        .extracting(Configured::location)
        .isEqualTo(ObjectsLocation.parse("s3://bucket"));
  }

  @Test
  void a_folder_that_is_not_there_is_away_and_never_made_whichever_place_it_is(@TempDir Path folder)
      throws IOException {
    // Given
    Path main = folder.resolve("disk/backups");
    Destinations places =
        Configured.open(
            read(
                Map.of(
                    "HOMEPORT_BACKUPS_DESTINATIONS_MAIN_LOCATION", main.toUri().toString(),
                    "HOMEPORT_BACKUPS_DESTINATIONS_OFFSITE_LOCATION",
                        folder.resolve("offsite").toUri().toString())),
            new MemoryObjects());
    Digest some = Digest.of(new byte[] {1});

    // When, then
    for (Destination place : places.all()) {
      assertThatThrownBy(() -> place.objects().has(some))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("mount its disk");
    }
    assertThat(folder).isEmptyDirectory();

    // When
    Files.createDirectories(main);

    // Then
    assertThat(places.first().objects().has(some)).isFalse();
  }

  @Test
  void an_sftp_server_is_not_spoken_to_without_its_key() {
    List<Configured> all =
        read(
            Map.of(
                "HOMEPORT_BACKUPS_DESTINATIONS_OFFSITE_LOCATION", "sftp://backups@host/srv",
                "HOMEPORT_BACKUPS_DESTINATIONS_OFFSITE_KEY_FILE", "/etc/homeport/key"));

    assertThatThrownBy(() -> Configured.open(all, new MemoryObjects()))
        .hasMessage("homeport.backups.destinations.offsite.host-key is missing.");
  }

  @Test
  void an_sftp_server_is_entered_by_a_key_or_a_password() {
    var settings = new HashMap<String, String>();
    settings.put("HOMEPORT_BACKUPS_DESTINATIONS_OFFSITE_LOCATION", "sftp://backups@host/srv");
    settings.put("HOMEPORT_BACKUPS_DESTINATIONS_OFFSITE_HOST_KEY", "SHA256:" + "a".repeat(43));
    assertThatThrownBy(() -> Configured.open(read(settings), new MemoryObjects()))
        .hasMessageContaining("by a password or by a key file; give one of them");

    settings.put("HOMEPORT_BACKUPS_DESTINATIONS_OFFSITE_KEY_FILE", "/etc/homeport/key");
    assertThat(Configured.open(read(settings), new MemoryObjects()).names())
        .containsExactly("main", "offsite");
  }

  @Test
  void two_of_the_same_place_are_refused() {
    assertThatThrownBy(() ->
            read(
                Map.of(
                    "HOMEPORT_BACKUPS_DESTINATIONS_COPY_LOCATION",
                    "file:///var/lib/homeport/objects")))
        .hasMessageContaining("homeport.backups.destinations.main.location")
        .hasMessageContaining("a copy in the same place is none");
  }

  @Test
  void a_place_of_no_known_kind_is_refused_with_its_key() {
    assertThatThrownBy(() ->
            read(Map.of("HOMEPORT_BACKUPS_DESTINATIONS_OFFSITE_LOCATION", "ftp://host/backups")))
        .hasMessageContaining("homeport.backups.destinations.offsite.location")
        .hasMessageContaining("s3://bucket/prefix");
  }

  private static List<Configured> read(Map<String, String> environment) {
    var all = new HashMap<>(environment);
    all.put("HOMEPORT_OBJECTS", "file:///var/lib/homeport/objects");
    all.put("HOMEPORT_DATA", "/var/lib/homeport");
    all.put("HOMEPORT_MASTER_KEY_FILE", "/nowhere");
    all.put("HOMEPORT_APPS_DATABASE_HOST", "127.0.0.1");
    all.put("HOMEPORT_APPS_DATABASE_PORT", "5432");
    all.put("HOMEPORT_APPS_DATABASE_USER", "admin");
    all.put("HOMEPORT_APPS_DATABASE_PASSWORD_FILE", "/nowhere");
    var config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withSources(new EnvConfigSource(all, 300))
            .withMapping(BackupsConfig.class)
            .build();
    return Configured.read(config.getConfigMapping(BackupsConfig.class));
  }
}
