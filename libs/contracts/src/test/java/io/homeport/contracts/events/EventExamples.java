package io.homeport.contracts.events;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import io.homeport.contracts.source.Format;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An example of each event, made from its components' types. */
final class EventExamples {

  static Event of(Class<? extends Event> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Constructor<? extends Event> constructor =
        type.getDeclaredConstructor(
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    return constructor.newInstance(
        Arrays.stream(components).map(component -> value(component.getGenericType())).toArray());
  }

  private static Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      Object content = value(generic.getActualTypeArguments()[0]);
      return generic.getRawType() == Optional.class ? Optional.of(content) : List.of(content);
    }
    return value((Class<?>) type);
  }

  private static Object value(Class<?> type) {
    if (type == String.class) {
      return "studio";
    } else if (type == int.class) {
      return 7;
    } else if (type == long.class || type == Long.class) {
      return 8L;
    } else if (type == boolean.class) {
      return true;
    } else if (type == Instant.class) {
      return Instant.parse("2026-01-02T03:04:05Z");
    } else if (type == URI.class) {
      return URI.create("http://studio--production.apps.localhost/");
    } else if (type == Digest.class) {
      return Digest.of("content".getBytes(StandardCharsets.UTF_8));
    } else if (type == Builder.class) {
      return Builder.LOVABLE;
    } else if (type == Failure.class) {
      return Failure.user("The build failed.", "Mend it.");
    } else if (type.isEnum()) {
      return type.getEnumConstants()[0];
    } else if (type.getPackage() == Format.class.getPackage() || type.getEnclosingClass() != null) {
      return record(type);
    }
    return id(type);
  }

  private static Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    try {
      return type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
          .newInstance(
              Arrays.stream(components)
                  .map(component -> value(component.getGenericType()))
                  .toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no example for " + type, e);
    }
  }

  private static Object id(Class<?> type) {
    try {
      return type.getDeclaredConstructor(UUID.class)
          .newInstance(UUID.fromString("0198f5a0-0000-7000-8000-000000000001"));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no example for " + type, e);
    }
  }

  private EventExamples() {}
}
