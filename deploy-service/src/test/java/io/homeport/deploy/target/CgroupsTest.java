package io.homeport.deploy.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On files as the kernel shows them; the kernel itself is not asked, since few tests may. */
class CgroupsTest {
  @TempDir Path root;

  private final UUID instance = UUID.randomUUID();

  @Test
  void a_backend_gets_a_group_with_its_limits() throws IOException {
    // Given
    Files.writeString(root.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
    Cgroups groups = Cgroups.under(root).orElseThrow();

    // When
    groups.limit(instance, 4711, new AppLimits(1L << 30, 50, 200));

    // Then
    Path group = root.resolve("homeport-apps").resolve(instance.toString());
    assertThat(group.resolve("memory.max")).hasContent("1073741824");
    assertThat(group.resolve("memory.oom.group")).hasContent("1");
    assertThat(group.resolve("cpu.weight")).hasContent("50");
    assertThat(group.resolve("pids.max")).hasContent("200");
    assertThat(group.resolve("cgroup.procs")).hasContent("4711");

    // And: what the kernel says of it
    Files.writeString(group.resolve("cpu.stat"), "usage_usec 2500000\nuser_usec 1\n");
    Files.writeString(group.resolve("memory.stat"), "anon 4096\nfile 1\n");
    Files.writeString(group.resolve("memory.events"), "oom 1\noom_kill 0\n");
    assertThat(groups.usage(instance)).contains(new Usage(2.5, 4096));
    assertThat(groups.endedForMemory(instance)).isFalse();
    Files.writeString(group.resolve("memory.events"), "oom 1\noom_kill 3\n");
    assertThat(groups.endedForMemory(instance)).isTrue();
  }

  @Test
  void without_all_controllers_there_are_no_groups() throws IOException {
    assertThat(Cgroups.under(root)).isEmpty();
    Files.writeString(root.resolve("cgroup.controllers"), "cpu pids\n");
    assertThat(Cgroups.under(root)).isEmpty();
  }
}
