package io.homeport.backup.destination;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.postgres.Login;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the destinations are, and whether that is far enough away. Waits for the cluster. */
@ApplicationScoped
public class Places {

  @Inject BackupsConfig config;
  @Inject Login databases;

  private volatile List<String> said = List.of();

  /** Said at each start, since nobody looks for what is not said. */
  void begin(@Observes StartupEvent event) {
    look();
  }

  /** Looks where they are now: disks come and go. What is not as it was is said. */
  public void look() {
    List<String> warnings = warnings(separations());
    if (!warnings.equals(said)) {
      warnings.forEach(warning -> Log.warn(warning));
      said = warnings;
    }
  }

  /** What was wrong with them at the last look, one sentence each. */
  public List<String> said() {
    return said;
  }

  /** How far each is from the apps' databases, by name, the first place first. */
  Map<Configured, Separation> separations() {
    var surroundings = new Surroundings(databases);
    var found = new LinkedHashMap<Configured, Separation>();
    Configured.read(config).forEach(each -> found.put(each, surroundings.of(each.location())));
    return found;
  }

  static List<String> warnings(Map<Configured, Separation> separations) {
    var warnings = new ArrayList<String>();
    if (separations.size() == 1) {
      warnings.add("Backups have one destination and no second copy.");
    }
    separations.forEach((each, separation) -> {
      if (separation.isTooNear()) {
        warnings.add(
            "Backups at the destination %s are no separate storage. %s"
                .formatted(each.name(), separation.text()));
      }
    });
    warnings.addAll(together(List.copyOf(separations.keySet())));
    if (separations.values().stream().noneMatch(each -> each == Separation.ELSEWHERE)) {
      warnings.add(
          "No destination of backups is known to be on another machine; configure one:"
              + " homeport.backups.destinations.NAME.location.");
    }
    return List.copyOf(warnings);
  }

  private static List<String> together(List<Configured> all) {
    var warnings = new ArrayList<String>();
    for (int one = 0; one < all.size(); one++) {
      for (int other = one + 1; other < all.size(); other++) {
        if (Surroundings.onOneDisk(all.get(one).location(), all.get(other).location())) {
          warnings.add(
              "The destinations %s and %s are on one disk: together they are worth one."
                  .formatted(all.get(one).name(), all.get(other).name()));
        }
      }
    }
    return warnings;
  }
}
