package io.homeport.deploy.trial;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.contracts.events.TrialEnded;
import io.homeport.contracts.events.TrialEnded.Answer;
import io.homeport.deploy.environment.EnvironmentKeys;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Asks a backend of the Supabase runtime what an app's users ask it. */
final class Questions {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration TOKEN_LIFE = Duration.ofMinutes(15);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String origin;
  private final EnvironmentKeys keys;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  Questions(int port, EnvironmentKeys keys) {
    this.origin = "http://127.0.0.1:" + port;
    this.keys = keys;
  }

  /**
   * How many rows of each table anybody gets, and a made-up user.
   *
   * @param claims of that user, as JSON
   * @param until no more is asked afterwards: what was not asked has no answer
   */
  List<Answer> tables(List<String> tables, String claims, Instant until)
      throws IOException, InterruptedException {
    String user = token(claims);
    var answers = new ArrayList<Answer>();
    for (String table : tables) {
      if (Instant.now().plus(LIMIT).isAfter(until)) {
        return answers;
      }
      answer(table, "anon", keys.anonKey()).ifPresent(answers::add);
      answer(table, "authenticated", user).ifPresent(answers::add);
    }
    return answers;
  }

  /** Empty where it is neither an answer nor a refusal. */
  private Optional<Answer> answer(String table, String role, String bearer)
      throws IOException, InterruptedException {
    String name = URLEncoder.encode(table, StandardCharsets.UTF_8).replace("+", "%20");
    HttpResponse<String> response =
        send(
            request("/rest/v1/" + name + "?select=*&limit=1", bearer)
                .header("Prefer", "count=exact"));
    Optional<Long> rows =
        response
            .headers()
            .firstValue("Content-Range")
            .map(range -> range.substring(range.indexOf('/') + 1))
            .filter(total -> total.matches("\\d+"))
            .map(Long::valueOf);
    if (response.statusCode() / 100 == 2) {
      return rows.map(count -> new Answer(table, role, rows, Optional.empty()));
    }
    return Optional.of(read(response).path("code").asText(""))
        .filter(code -> !code.isEmpty())
        .map(code -> new Answer(table, role, Optional.empty(), Optional.of(code)));
  }

  /** Makes a user, and signs it in with its password and with another. */
  String signIn() throws IOException, InterruptedException {
    String email = "nobody-" + UUID.randomUUID() + "@homeport.invalid";
    String password = "Aa1-" + UUID.randomUUID();
    HttpResponse<String> made =
        post(
            "/auth/v1/admin/users",
            keys.serviceKey(),
            Map.of("email", email, "password", password, "email_confirm", true));
    if (made.statusCode() / 100 != 2) {
      return TrialEnded.NOT_MADE;
    }
    String session = read(passwordSignIn(email, password)).path("access_token").asText("");
    boolean known =
        !session.isEmpty()
            && read(send(request("/auth/v1/user", session))).path("email").asText("").equals(email);
    boolean anyPassword = passwordSignIn(email, password + "x").statusCode() == 200;
    return known && !anyPassword ? TrialEnded.SIGNED_IN : TrialEnded.REFUSED;
  }

  private HttpResponse<String> passwordSignIn(String email, String password)
      throws IOException, InterruptedException {
    return post(
        "/auth/v1/token?grant_type=password",
        keys.anonKey(),
        Map.of("email", email, "password", password));
  }

  private HttpResponse<String> post(String path, String bearer, Map<String, Object> body)
      throws IOException, InterruptedException {
    return send(
        request(path, bearer)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  private HttpRequest.Builder request(String path, String bearer) {
    boolean key = bearer.equals(keys.serviceKey());
    return HttpRequest.newBuilder(URI.create(origin + path))
        .timeout(LIMIT)
        .header("apikey", key ? bearer : keys.anonKey())
        .header("Authorization", "Bearer " + bearer);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode read(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  private String token(String claims) throws IOException {
    Map<String, Object> all =
        new LinkedHashMap<>(JSON.readValue(claims, new TypeReference<Map<String, Object>>() {}));
    Instant now = Instant.now();
    all.put("iat", now.getEpochSecond());
    all.put("exp", now.plus(TOKEN_LIFE).getEpochSecond());
    return keys.token(all);
  }
}
