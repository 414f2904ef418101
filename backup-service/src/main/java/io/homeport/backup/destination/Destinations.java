package io.homeport.backup.destination;

import io.homeport.objects.Objects;
import java.util.List;
import java.util.Optional;

/** All of them. Backups are stored to the first; each other one gets a copy. */
public record Destinations(List<Destination> all) implements AutoCloseable {

  /** The first, and the only one where no other is configured. */
  public static final String MAIN = "main";

  public Destinations {
    all = List.copyOf(all);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("backups need at least one destination");
    }
  }

  /** One place alone. */
  public static Destinations only(Objects objects) {
    return new Destinations(List.of(new Destination(MAIN, objects)));
  }

  public Destination first() {
    return all.getFirst();
  }

  /** Absent if it is configured no longer. */
  public Optional<Destination> named(String name) {
    return all.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** All but one. */
  public List<Destination> except(Destination one) {
    return all.stream().filter(each -> !each.name().equals(one.name())).toList();
  }

  public List<String> names() {
    return all.stream().map(Destination::name).toList();
  }

  /** Lets go of connections. */
  @Override
  public void close() {
    all.forEach(each -> each.objects().close());
  }
}
