package io.homeport.imports.git;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The fingerprints of SSH host keys that large hosts of repositories publish, so that nobody has to
 * look them up.
 *
 * @see <a
 *     href="https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints">GitHub</a>
 * @see <a href="https://docs.gitlab.com/user/gitlab_com/#ssh-host-keys-fingerprints">GitLab</a>
 * @see <a href="https://docs.codeberg.org/security/ssh-fingerprint/">Codeberg</a>
 * @see <a
 *     href="https://support.atlassian.com/bitbucket-cloud/docs/configure-ssh-and-two-step-verification/">Bitbucket</a>
 */
public final class PublishedHostKeys {

  /** Of each: Ed25519, ECDSA, RSA. */
  private static final Map<String, Set<String>> FINGERPRINTS =
      Map.of(
          "github.com",
          Set.of(
              "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU",
              "SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM",
              "SHA256:uNiVztksCsDhcc0u9e8BujQXVUpKZIDTMczCvj3tD2s"),
          "gitlab.com",
          Set.of(
              "SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8",
              "SHA256:HbW3g8zUjNSksFbqTiUWPWg2Bq1x8xdGUrliXFzSnUw",
              "SHA256:ROQFvPThGrW4RuWLoL9tq9I9zJ42fK4XywyRtbOz/EQ"),
          "codeberg.org",
          Set.of(
              "SHA256:mIlxA9k46MmM6qdJOdMnAQpzGxF4WIVVL+fj+wZbw0g",
              "SHA256:T9FYDEHELhVkulEKKwge5aVhVTbqCW0MIRwAfpARs/E",
              "SHA256:6QQmYi4ppFS4/+zSZ5S4IU+4sa6rwvQ4PbhCtPEBekQ"),
          "bitbucket.org",
          Set.of(
              "SHA256:ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM",
              "SHA256:FC73VB6C4OQLSCrjEayhMp9UMxS97caD/Yyi2bhW/J0",
              "SHA256:46OSHA1Rmj8E8ERTC6xkNcmGOw9oFxYr0WF6zWW8l1E"));

  /** Of a host at a port; none where nothing is published that we know of. */
  public static Set<String> of(String host, int port) {
    return port == GitUrl.Transport.SSH.port()
        ? FINGERPRINTS.getOrDefault(host.toLowerCase(Locale.ROOT), Set.of())
        : Set.of();
  }

  private PublishedHostKeys() {}
}
