package io.homeport.backup.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.homeport.backup.destination.Separation.Host;
import io.homeport.objects.ObjectsLocation;
import io.homeport.processes.Command;
import io.homeport.processes.OsUser;
import io.homeport.processes.Processes;
import io.homeport.testkit.Scratch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Storage that is not separate is said to be none. */
class SeparationTest {

  private static final Optional<Disk> SYSTEM = disk(2049, "sda", false);
  private static final Optional<Disk> OTHER_PARTITION = disk(2050, "sda", false);
  private static final Optional<Disk> OTHER_DISK = disk(2065, "sdb", false);
  private static final Optional<Disk> NETWORK = Optional.of(new Disk(77, Optional.empty(), true));
  private static final Optional<Disk> SOMETHING =
      Optional.of(new Disk(78, Optional.empty(), false));

  @Test
  void a_folder_on_the_databases_disk_is_no_separate_storage() {
    assertThat(Separation.ofFolder(SYSTEM, Host.HERE, SYSTEM)).isEqualTo(Separation.SAME_DISK);
    assertThat(Separation.ofFolder(OTHER_PARTITION, Host.HERE, SYSTEM))
        .isEqualTo(Separation.SAME_DISK);
  }

  @Test
  void another_disk_of_the_same_machine_is_still_the_same_machine() {
    assertThat(Separation.ofFolder(OTHER_DISK, Host.HERE, SYSTEM))
        .isEqualTo(Separation.SAME_MACHINE);
  }

  @Test
  void a_disk_of_another_machine_is_elsewhere() {
    assertThat(Separation.ofFolder(NETWORK, Host.HERE, SYSTEM)).isEqualTo(Separation.ELSEWHERE);
    assertThat(Separation.ofFolder(SYSTEM, Host.ELSEWHERE, Optional.empty()))
        .isEqualTo(Separation.ELSEWHERE);
  }

  @Test
  void what_cannot_be_told_is_not_called_good() {
    assertThat(Separation.ofFolder(SOMETHING, Host.HERE, SYSTEM)).isEqualTo(Separation.UNKNOWN);
    assertThat(Separation.ofFolder(SYSTEM, Host.HERE, Optional.empty()))
        .isEqualTo(Separation.UNKNOWN);
    assertThat(Separation.ofFolder(Optional.empty(), Host.ELSEWHERE, Optional.empty()))
        .isEqualTo(Separation.UNKNOWN);
    assertThat(Separation.ofStore(Host.UNKNOWN, Host.HERE)).isEqualTo(Separation.UNKNOWN);
  }

  @Test
  void a_store_on_this_machine_is_as_near_as_the_databases_are() {
    assertThat(Separation.ofStore(Host.HERE, Host.HERE)).isEqualTo(Separation.SAME_MACHINE);
    assertThat(Separation.ofStore(Host.ELSEWHERE, Host.HERE)).isEqualTo(Separation.ELSEWHERE);
    assertThat(Separation.ofStore(Host.HERE, Host.ELSEWHERE)).isEqualTo(Separation.ELSEWHERE);
  }

  @Test
  void a_mounted_disk_is_another_one_than_the_folder_beside_it() throws Exception {
    try (var scratch = Scratch.directory()) {
      Path beside = scratch.directory("beside");
      Path mounted = scratch.directory("mounted");
      assertThat(Surroundings.onOneDisk(location(beside), location(mounted.resolve("not/yet"))))
          .isTrue();

      assumeTrue(OsUser.canSwitch(), "only root can mount a disk");
      assumeTrue(
          Processes.run(
                  Command.of("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mounted.toString()))
              .succeeded(),
          "mounting is not allowed here");
      try {
        assertThat(Surroundings.onOneDisk(location(beside), location(mounted))).isFalse();
      } finally {
        Processes.run(Command.of("umount", mounted.toString())).orThrow();
      }
    }
  }

  @Test
  void what_is_not_as_it_should_be_is_said_with_the_way_out() {
    var near = new Configured("main", new ObjectsLocation.Directory(Path.of("/nowhere")), null);

    assertThat(Places.warnings(Map.of(near, Separation.SAME_DISK)))
        .containsExactly(
            "Backups have one destination and no second copy.",
            "Backups at the destination main are no separate storage."
                + " It is on the disk of the apps' databases: one broken disk takes both.",
            "No destination of backups is known to be on another machine; configure one:"
                + " homeport.backups.destinations.NAME.location.");
  }

  @Test
  void a_second_copy_elsewhere_leaves_nothing_to_say_but_what_the_first_is() {
    var all = new LinkedHashMap<Configured, Separation>();
    all.put(
        new Configured("main", new ObjectsLocation.Directory(Path.of("/nowhere")), null),
        Separation.SAME_MACHINE);
    all.put(
        new Configured("offsite", ObjectsLocation.parse("s3://bucket"), null),
        Separation.ELSEWHERE);

    assertThat(Places.warnings(all)).singleElement().asString().contains("main");
  }

  private static ObjectsLocation location(Path folder) {
    return new ObjectsLocation.Directory(folder);
  }

  private static Optional<Disk> disk(long device, String hardware, boolean network) {
    return Optional.of(new Disk(device, Optional.of(hardware), network));
  }
}
