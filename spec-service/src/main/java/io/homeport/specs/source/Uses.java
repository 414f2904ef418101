package io.homeport.specs.source;

import io.homeport.specs.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What code uses, each with the place where it does. */
public final class Uses {

  private Uses() {}

  /** How a variable is read. */
  public enum Reader {
    /** {@code import.meta.env}: its value is built into the browser's code. */
    BUILD,
    /** {@code process.env}: on a server or while building. */
    PROCESS,
    /** {@code Deno.env}: in an edge function. */
    FUNCTION
  }

  public record Variable(String name, Reader reader, Place place) {}

  /**
   * A query of a table or view.
   *
   * @param operations such as {@code select} or {@code insert}; empty when the query is finished
   *     elsewhere
   */
  public record Table(String name, List<String> operations, Place place) {}

  /** A call of a database function. */
  public record DatabaseFunction(String name, Place place) {}

  /** What is done with a storage bucket. */
  public record Bucket(String name, List<String> operations, Place place) {}

  /** A call of an edge function. */
  public record EdgeFunction(String name, Place place) {}

  /**
   * A realtime channel.
   *
   * @param tables whose changes it listens to
   * @param kinds such as {@code postgres_changes}, {@code presence} or {@code broadcast}
   */
  public record Channel(String topic, List<String> tables, List<String> kinds, Place place) {}

  /**
   * A call of the authentication client.
   *
   * @param method such as {@code signInWithPassword}
   * @param provider of an OAuth sign-in
   * @param metadata the keys of what a sign-up says about the user
   */
  public record Authentication(
      String method, @Nullable String provider, List<String> metadata, Place place) {}

  /** A page of the app. */
  public record Route(String path, Place place) {}

  /** Why a host is named. */
  public enum HostRole {
    /** Called, or likely to be. */
    CALL,
    /** Code is loaded from it. */
    IMPORT,
    /** Shown to people, or a picture or style is loaded from it. */
    LINK
  }

  public record Host(String name, HostRole role, Place place) {}

  /** A name that is computed, so that what it names is not known. */
  public record Computed(String what, Place place) {}
}
