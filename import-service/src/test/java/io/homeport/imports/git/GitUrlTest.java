package io.homeport.imports.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitUrlTest {

  @Test
  void an_https_address_of_a_repository_is_taken() throws Exception {
    GitUrl url = GitUrl.parse("https://git.example.org:8443/owner/name.git", false);

    assertThat(url.host()).isEqualTo("git.example.org");
    assertThat(url.port()).isEqualTo(8443);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssh://git@git.example.org/owner/name.git",
        "git@git.example.org:owner/name.git",
        "ssh://git@git.example.org/~ada/name",
        "ada_1@git.example.org:/srv/git/name"
      })
  void an_ssh_address_is_taken_as_it_is_written(String text) throws Exception {
    GitUrl url = GitUrl.parse(text, false);

    assertThat(url.isSsh()).isTrue();
    assertThat(url.host()).isEqualTo("git.example.org");
    assertThat(url.port()).isEqualTo(22);
    assertThat(url).hasToString(text);
  }

  @Test
  void an_ssh_address_may_name_a_port() throws Exception {
    assertThat(GitUrl.parse("ssh://git@git.example.org:2222/owner/name", false).port())
        .isEqualTo(2222);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/a/b",
        "file:///etc/passwd",
        "ssh://example.org/a/b",
        "ssh://git:secret@example.org/a/b",
        "ssh://-oProxyCommand=id@example.org/a/b",
        "ssh://git@-oProxyCommand=id/a/b",
        "ssh://git@-example.org/a/b",
        "ssh://git@ex_ample.org/a/b",
        "ssh://git@[::1]/a/b",
        "ssh://git@example.org",
        "ssh://git@example.org/",
        "ssh://git@example.org/-a",
        "ssh://git@example.org/a;id",
        "ssh://git@example.org/a'b",
        "ssh://git@example.org/a%27b",
        "ssh://git@example.org:0/a/b",
        "ssh://git@example.org:70000/a/b",
        "git@-example.org:a/b",
        "-git@example.org:a/b",
        "git@example.org:-a",
        "git@example.org:a$(id)",
        "git@exam ple.org:a",
        "git@example.org::a",
        "git@example.org",
        "ext::sh -c id",
        "https://user:secret@example.org/a/b",
        "https://example.org",
        "https://example.org/",
        "https:///a/b",
        "https://example.org/a/b?x=1",
        "https://example.org/a b",
        "-upload-pack=touch x",
        ""
      })
  void anything_else_is_refused(String text) {
    assertThatThrownBy(() -> GitUrl.parse(text, false)).isInstanceOf(GitUrl.Refused.class);
  }

  @Test
  void a_refusal_does_not_repeat_the_password() {
    assertThatThrownBy(() -> GitUrl.parse("https://user:hunter2@example.org/a/b", false))
        .message()
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "fc00::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::ffff:127.0.0.1"
      })
  void private_addresses_are_not_public(String address) throws Exception {
    assertThat(Addresses.isPublic(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "140.82.121.4", "2606:4700:4700::1111"})
  void addresses_of_the_internet_are(String address) throws Exception {
    assertThat(Addresses.isPublic(InetAddress.getByName(address))).isTrue();
  }
}
