package io.homeport.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.local.FreePorts;
import io.homeport.local.PartFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
  @TempDir Path folder;
  Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("ports.json");
  }

  @Test
  void a_new_stack_gets_the_usual_ports_when_they_are_free() {
    var ports = Ports.loadOrChoose(file, _ -> true);

    assertThat(ports.byName()).isEqualTo(Ports.WANTED);
    assertThat(ports.backends()).isEqualTo("7700-7899");
  }

  @Test
  void a_busy_port_is_replaced_and_the_replacement_is_remembered() {
    var first = Ports.loadOrChoose(file, port -> port != 7600);
    var second = Ports.loadOrChoose(file, _ -> true);

    assertThat(first.of("gateway")).isNotEqualTo(7600);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void a_port_that_somebody_listens_on_is_seen_to_be_busy() throws IOException {
    try (var stranger = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(FreePorts.isFree(stranger.getLocalPort())).isFalse();
    }
  }

  @Test
  void replacements_differ_from_each_other() {
    var ports = Ports.loadOrChoose(file, port -> port > 10_000);

    assertThat(ports.byName().values()).doesNotHaveDuplicates();
  }

  @Test
  void what_people_write_into_the_file_counts() throws IOException {
    Files.writeString(file, "{\"gateway\": 8080, \"backends\": \"9000-9100\"}");

    var ports = Ports.loadOrChoose(file, _ -> true);

    assertThat(ports.of("gateway")).isEqualTo(8080);
    assertThat(ports.of("kafka")).isEqualTo(7621);
    assertThat(ports.backends()).isEqualTo("9000-9100");
  }

  @Test
  void a_port_given_twice_is_refused_with_both_names() throws IOException {
    Files.writeString(file, "{\"gateway\": 8080, \"kafka\": 8080}");

    assertThatThrownBy(() -> Ports.loadOrChoose(file, _ -> true))
        .isInstanceOf(PartFailed.class)
        .hasMessageContaining("gateway and kafka have the same port 8080");
  }

  @Test
  void a_port_that_is_no_port_is_refused() throws IOException {
    Files.writeString(file, "{\"gateway\": \"http\"}");

    assertThatThrownBy(() -> Ports.loadOrChoose(file, _ -> true))
        .hasMessageContaining("the port of gateway is \"http\"")
        .hasMessageContaining("1 to 65535");
  }

  @Test
  void a_file_that_is_no_json_is_refused() throws IOException {
    Files.writeString(file, "gateway: 8080");

    assertThatThrownBy(() -> Ports.loadOrChoose(file, _ -> true))
        .isInstanceOf(PartFailed.class)
        .hasMessageContaining("is no JSON");
  }
}
