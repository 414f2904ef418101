package io.homeport.cli.demo;

import io.homeport.cli.client.DeployedApp;
import io.homeport.cli.client.DeployedApp.Answer;
import io.homeport.cli.client.DeployedApp.User;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Uses the deployed app through its own API: two people sign up, one writes a private row and reads
 * it, and neither the other nor a stranger sees it.
 */
final class UseApp implements Step {
  private static final SecureRandom RANDOM = new SecureRandom();

  @Override
  public String name() {
    return "use of the app";
  }

  @Override
  public Map<String, Object> run(Story story) {
    DeployedApp app = story.app();
    String key = app.anonKey();
    User maker = signUp(app, key, "Maker");
    User other = signUp(app, key, "Other");
    Answer written =
        app.insert(
            key,
            maker,
            "maker_notes",
            Map.of("user_id", maker.id(), "body", "Celadon: 40 feldspar, 30 silica"));
    Story.check(
        written.status() == 201,
        "The row was refused: %d %s".formatted(written.status(), written.body()));
    String row = "maker_notes?select=id,body&id=eq." + written.body().at("/0/id").asText();
    Story.check(app.select(key, maker, row).body().size() == 1, "Its writer does not see the row.");
    Story.check(
        isEmpty(app.select(key, other, row)), "Another person sees a row that is not theirs.");
    Story.check(isSeenByNobody(app.select(key, null, row)), "A stranger sees a private row.");
    Answer forged =
        app.insert(key, other, "maker_notes", Map.of("user_id", maker.id(), "body", "forged"));
    Story.check(forged.status() == 403, "Another person wrote a row in somebody's name.");
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("signedUp", 2);
    detail.put("writer", "reads 1 row");
    detail.put("otherUser", "reads 0 rows, may not write in the writer's name");
    detail.put("stranger", "reads 0 rows");
    return detail;
  }

  private static User signUp(DeployedApp app, String key, String name) {
    byte[] random = new byte[6];
    RANDOM.nextBytes(random);
    String unique = HexFormat.of().formatHex(random);
    return app.signUp(
        key,
        "%s-%s@kiln.example".formatted(name.toLowerCase(java.util.Locale.ROOT), unique),
        "glaze-" + unique,
        name);
  }

  private static boolean isEmpty(Answer answer) {
    return answer.status() == 200 && answer.body().isArray() && answer.body().isEmpty();
  }

  /** Strangers either see no rows or may not ask at all. */
  private static boolean isSeenByNobody(Answer answer) {
    return isEmpty(answer) || answer.status() == 401 || answer.status() == 403;
  }
}
