package io.homeport.local.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What the doctor says, for people and for programs. */
public record DoctorReport(List<Check> checks) {

  /** True when nothing required is missing. */
  public boolean isHealthy() {
    return checks.stream().noneMatch(Check::isFatal);
  }

  /** One line for each check, and what to do where something is missing. */
  public String toText() {
    var text = new StringBuilder();
    checks.forEach(check -> text.append(line(check)));
    return text.toString();
  }

  /** Only what is missing and required; empty when healthy. */
  public String missing() {
    var text = new StringBuilder();
    checks.stream().filter(Check::isFatal).forEach(check -> text.append(line(check)));
    return text.toString();
  }

  public ObjectNode toJson() {
    var json = new ObjectMapper().createObjectNode();
    json.put("ok", isHealthy());
    var array = json.putArray("checks");
    checks.forEach(check ->
        array
            .addObject()
            .put("what", check.what())
            .put("ok", check.ok())
            .put("required", check.required())
            .put("found", check.found())
            .put("needed", check.needed())
            .put("remedy", check.ok() ? "" : check.remedy()));
    return json;
  }

  private static String line(Check check) {
    String verdict = check.ok() ? "ok" : check.required() ? "MISSING" : "absent";
    String found = check.found().isEmpty() ? "not found" : check.found();
    String first = "%-8s %-20s %s%n".formatted(verdict, check.what(), found);
    return check.ok()
        ? first
        : first
            + "         needed: %s%n         to get it: %s%n"
                .formatted(check.needed(), check.remedy());
  }
}
