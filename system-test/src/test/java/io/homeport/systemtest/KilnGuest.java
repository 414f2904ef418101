package io.homeport.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.DeployedApp;
import io.homeport.cli.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Somebody who uses Kiln by its API, and remembers how she signed in. */
final class KilnGuest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DeployedApp app;
  private final String key;
  private String email = "";
  private DeployedApp.User user = new DeployedApp.User("", "", "");

  KilnGuest(DeployedApp app) {
    this.app = app;
    this.key = app.anonKey();
  }

  void signUp(String address, String password) {
    email = address;
    user = app.signUp(key, address, password, "Remembered Guest");
  }

  boolean isStillSignedIn() {
    HttpResponse<byte[]> answer = send(request("/auth/v1/user", user.accessToken()).GET());
    return answer.statusCode() == 200 && text(answer).contains(user.id());
  }

  boolean canSignIn(String password) {
    HttpResponse<byte[]> answer =
        send(
            request("/auth/v1/token?grant_type=password", key)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        Json.write(Map.of("email", email, "password", password)))));
    return answer.statusCode() == 200;
  }

  void upload(String name, byte[] picture) {
    HttpResponse<byte[]> answer =
        send(
            request("/storage/v1/object/avatars/" + path(name), user.accessToken())
                .header("Content-Type", "image/png")
                .POST(BodyPublishers.ofByteArray(picture)));
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + " " + text(answer));
    }
  }

  byte[] download(String name) {
    return send(request("/storage/v1/object/avatars/" + path(name), user.accessToken()).GET())
        .body();
  }

  /** Whether the app's function takes an event of the payment provider that is signed so. */
  boolean hears(String secret) {
    String event = "{\"type\":\"nothing.happened\"}";
    String time = Long.toString(Instant.now().getEpochSecond());
    HttpResponse<byte[]> answer =
        send(
            request("/functions/v1/payment-webhook", key)
                .header("payment-signature", "t=" + time + ",v1=" + signed(secret, time, event))
                .POST(BodyPublishers.ofString(event)));
    return answer.statusCode() == 200 && json(answer).path("received").asBoolean();
  }

  private static String signed(String secret, String time, String event) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of()
          .formatHex(mac.doFinal((time + "." + event).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A visitor may write to her own folder alone. */
  private String path(String name) {
    return user.id() + "/" + name;
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(app.url().resolve(path))
        .timeout(PATIENCE)
        .header("apikey", key)
        .header("Authorization", "Bearer " + token);
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return Api.HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(HttpResponse<byte[]> answer) {
    try {
      return Json.MAPPER.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
