package io.homeport.contracts.events;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All event types there are, found through the sealed interfaces: adding a record is enough. */
public final class EventTypes {

  private static final Map<String, Class<? extends Event>> BY_WIRE_NAME =
      leaves(Event.class)
          .collect(Collectors.toUnmodifiableMap(EventTypes::wireName, Function.identity()));

  /** The CloudEvents type, such as {@code io.homeport.import.completed.v1}. */
  public static String wireName(Class<? extends Event> event) {
    EventType type = describe(event);
    return "io.homeport." + type.name() + ".v" + type.version();
  }

  /** The record behind a CloudEvents type; empty for a type this version does not know. */
  public static Optional<Class<? extends Event>> byWireName(String wireName) {
    return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
  }

  /** Every event record. */
  public static Stream<Class<? extends Event>> all() {
    return BY_WIRE_NAME.values().stream();
  }

  /**
   * @throws IllegalStateException if the record lacks its annotation, which a test rules out
   */
  public static EventType describe(Class<? extends Event> event) {
    EventType type = event.getAnnotation(EventType.class);
    if (type == null) {
      throw new IllegalStateException(event + " lacks @EventType");
    }
    return type;
  }

  private static Stream<Class<? extends Event>> leaves(Class<? extends Event> type) {
    Class<?>[] permitted = type.getPermittedSubclasses();
    if (permitted == null) {
      return Stream.of(type);
    }
    return Arrays.stream(permitted).flatMap(each -> leaves(each.asSubclass(Event.class)));
  }

  private EventTypes() {}
}
