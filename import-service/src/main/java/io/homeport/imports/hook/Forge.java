package io.homeport.imports.hook;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a Git server speaks when it says that something was pushed.
 *
 * @see <a href="https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries">
 *     GitHub</a>
 * @see <a href="https://docs.gitlab.com/user/project/integrations/webhooks/">GitLab</a>
 * @see <a href="https://docs.gitea.com/usage/webhooks">Gitea</a>
 */
public enum Forge {
  GITHUB(
      true,
      "X-Hub-Signature-256",
      "sha256=",
      List.of("X-GitHub-Delivery"),
      "X-GitHub-Event",
      "push",
      "pull_request"),
  GITLAB(
      false,
      "X-Gitlab-Token",
      "",
      List.of("Idempotency-Key", "X-Gitlab-Event-UUID"),
      "X-Gitlab-Event",
      "Push Hook",
      "Merge Request Hook"),
  /** Also Forgejo, which sends the same headers. */
  GITEA(
      true,
      "X-Gitea-Signature",
      "",
      List.of("X-Gitea-Delivery"),
      "X-Gitea-Event",
      "push",
      "pull_request");

  private static final String ALGORITHM = "HmacSHA256";

  private final boolean signs;
  private final String proofHeader;
  private final String proofPrefix;
  private final List<String> deliveryHeaders;
  private final String eventHeader;
  private final String push;
  private final String pullRequest;

  Forge(
      boolean signs,
      String proofHeader,
      String proofPrefix,
      List<String> deliveryHeaders,
      String eventHeader,
      String push,
      String pullRequest) {
    this.signs = signs;
    this.proofHeader = proofHeader;
    this.proofPrefix = proofPrefix;
    this.deliveryHeaders = deliveryHeaders;
    this.eventHeader = eventHeader;
    this.push = push;
    this.pullRequest = pullRequest;
  }

  /** Whether it signs with the secret, so that we must know it, or sends it along. */
  boolean signs() {
    return signs;
  }

  /**
   * Whether a delivery comes from who knows the secret. Takes as long for a wrong proof as for a
   * right one.
   *
   * @param kept the secret, or its SHA-256 where it is not {@link #signs signed} with
   * @param header gives a header of the request, empty if it is absent
   */
  boolean isProved(byte[] kept, byte[] body, Function<String, Optional<String>> header) {
    Optional<String> proof = header.apply(proofHeader);
    if (proof.isEmpty() || !proof.orElseThrow().startsWith(proofPrefix)) {
      return false;
    }
    String text = proof.orElseThrow().substring(proofPrefix.length());
    return signs
        ? MessageDigest.isEqual(
            HexFormat.of().formatHex(hmac(kept, body)).getBytes(StandardCharsets.US_ASCII),
            text.getBytes(StandardCharsets.UTF_8))
        : MessageDigest.isEqual(kept, sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** What the sender calls this delivery; a repetition has the same name. */
  Optional<String> delivery(Function<String, Optional<String>> header) {
    return deliveryHeaders.stream().map(header).flatMap(Optional::stream).findFirst();
  }

  /** What a delivery tells of a branch; empty if it tells of none. */
  Optional<BranchNews> news(Delivery delivery) {
    String event = delivery.header().apply(eventHeader).orElse("");
    if (event.equals(push)) {
      return BranchNews.ofPush(delivery.body());
    }
    return event.equals(pullRequest) ? BranchNews.ofPullRequest(delivery.body()) : Optional.empty();
  }

  static byte[] hmac(byte[] secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  static byte[] sha256(byte[] content) {
    return io.homeport.contracts.Digest.sha256().digest(content);
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  public static Forge of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
