package io.homeport.bench.spec;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Faults planted in an app that has none. The app also holds a harmless twin of each fault, so that
 * a rule that looks at words alone gives a false alarm.
 */
final class Faults {

  private static final TypeReference<List<Fault>> FAULTS = new TypeReference<>() {};

  private Faults() {}

  /**
   * A fault: files that are laid over the clean app.
   *
   * @param name of the folder with its files
   * @param rule which is to find it
   * @param subject what the finding is to be about
   */
  record Fault(String name, String rule, String subject) {

    boolean isFoundIn(List<Finding> findings) {
      return findings.stream()
          .anyMatch(each -> each.rule().equals(rule) && each.subject().equals(subject));
    }
  }

  /**
   * What came of them.
   *
   * @param falseAlarms findings at ERROR in the clean app
   */
  record Outcome(List<Fault> planted, List<Fault> missed, List<String> falseAlarms) {

    int found() {
      return planted.size() - missed.size();
    }
  }

  /** Drafts the clean app once, and once with each fault. */
  static Outcome plant(Path folder, Function<Path, List<Finding>> review) throws IOException {
    try (var resources = ResourceFolder.open("faults")) {
      Path clean = resources.resolve("clean");
      var faults =
          new ObjectMapper().readValue(Files.readString(resources.resolve("faults.json")), FAULTS);
      lay(clean, folder.resolve("clean"));
      var alarms =
          review.apply(folder.resolve("clean")).stream()
              .filter(each -> each.severity() == Severity.ERROR)
              .map(each -> each.rule() + " " + each.subject())
              .toList();
      var missed = new ArrayList<Fault>();
      for (var fault : faults) {
        Path app = folder.resolve(fault.name());
        lay(clean, app);
        lay(resources.resolve(fault.name()), app);
        if (!fault.isFoundIn(review.apply(app))) {
          missed.add(fault);
        }
      }
      return new Outcome(faults, missed, alarms);
    }
  }

  private static void lay(Path from, Path to) throws IOException {
    for (Path file : ResourceFolder.files(from)) {
      Path target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.writeString(target, withSecrets(Files.readString(file)));
    }
  }

  /** What looks like a secret is put together here: the repository holds nothing that does. */
  private static String withSecrets(String text) {
    return text.replace("{{service-role-key}}", serviceRoleKey())
        .replace("{{stripe-live-key}}", "sk_" + "live_" + "a1B2c3D4".repeat(3))
        .replace("{{supabase-secret-key}}", "sb_" + "secret_" + "a1B2c3D4".repeat(3))
        .replace("{{password}}", "correct-horse");
  }

  private static String serviceRoleKey() {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return String.join(
        ".",
        encoder.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)),
        encoder.encodeToString("{\"role\":\"service_role\"}".getBytes(StandardCharsets.UTF_8)),
        encoder.encodeToString(new byte[32]));
  }
}
