package io.homeport.deploy.deployment;

import io.homeport.contracts.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What must hold before a deployment begins, as it was found.
 *
 * @param environment its name
 * @param app its name
 * @param environmentStays false if it is being removed
 * @param refusal why this spec or release may not be deployed, if it may not
 * @param unset variables that the spec requires and that have no value
 * @param disks those that it writes to
 * @param neededDiskBytes how much must be free on each
 * @param portFree whether a port is left for the app's backend
 */
record Preconditions(
    String environment,
    String app,
    boolean environmentStays,
    Optional<Failure> refusal,
    List<String> unset,
    List<Disk> disks,
    long neededDiskBytes,
    boolean portFree) {

  private static final long MEBIBYTE = 1L << 20;

  /** Why it cannot begin, all reasons at once; empty if it can. */
  Optional<Failure> unmet() {
    var unmet = new ArrayList<Failure>();
    if (!environmentStays) {
      unmet.add(
          Failure.user(
              "The environment %s is being removed.".formatted(environment),
              "Add another environment and deploy into it."));
    }
    refusal.ifPresent(unmet::add);
    if (!unset.isEmpty()) {
      unmet.add(
          Failure.user(
              "The app cannot do without variables that are not set: %s."
                  .formatted(String.join(", ", unset)),
              unset.stream()
                  .map(name ->
                      "homeport variable set %s %s --env %s".formatted(app, name, environment))
                  .collect(Collectors.joining("; ", "Set them: ", "."))));
    }
    disks.stream()
        .filter(disk -> disk.freeBytes() < neededDiskBytes)
        .forEach(disk -> unmet.add(full(disk)));
    if (!portFree) {
      unmet.add(
          Failure.operator(
              "No port is free for the app's backend.",
              "Remove environments that are not needed, or widen homeport.backends-ports."));
    }
    return unmet.isEmpty() ? Optional.empty() : Optional.of(together(unmet));
  }

  private Failure full(Disk disk) {
    return Failure.operator(
        "Only %,d MiB are free on the disk of %s, and a deployment needs %,d."
            .formatted(disk.freeBytes() / MEBIBYTE, disk.folder(), neededDiskBytes / MEBIBYTE),
        "Make room there, then deploy again. What is asked for is"
            + " HOMEPORT_DEPLOYMENTS_FREE_DISK_BYTES.");
  }

  private static Failure together(List<Failure> unmet) {
    String what = unmet.stream().map(Failure::what).collect(Collectors.joining(" "));
    String remedy = unmet.stream().map(Failure::remedy).collect(Collectors.joining(" "));
    return new Failure(unmet.getFirst().actor(), what, remedy);
  }

  /** What was found, for the checklist. */
  String said() {
    return "The spec is approved, no required variable is missing, %,d MiB and a port are free."
        .formatted(disks.stream().mapToLong(Disk::freeBytes).min().orElse(0) / MEBIBYTE);
  }
}
