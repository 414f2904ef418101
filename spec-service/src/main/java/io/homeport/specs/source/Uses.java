package io.homeport.specs.source;

import io.homeport.specs.Place;
import java.util.List;
import java.util.regex.Pattern;
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
    FUNCTION,
    /** {@code os.environ}: on a server in Python. */
    PYTHON
  }

  /**
   * @param demanded whether the file throws when it is loaded and the variable is not set
   */
  public record Variable(String name, Reader reader, Place place, boolean demanded) {}

  /** Through what a query is made. */
  public enum Via {
    SUPABASE,
    BASE44,
    DRIZZLE,
    PRISMA,
    SQLALCHEMY,
    DJANGO,
    SQL,
    MONGODB,
    FIRESTORE
  }

  /**
   * A query of a table, view or collection.
   *
   * @param operations of {@code select}, {@code insert}, {@code update}, {@code upsert}, {@code
   *     delete}; empty when the query is finished elsewhere
   * @param filters the attributes it searches by
   * @param keys the attributes it names besides: what it writes or selects
   * @param bounded true when it asks for some rows only, or writes
   * @param repeated true when it stands in a loop
   */
  public record Table(
      String name,
      List<String> operations,
      Via via,
      List<String> filters,
      List<String> keys,
      boolean bounded,
      boolean repeated,
      Place place) {

    public Table {
      operations = List.copyOf(operations);
      filters = filters.stream().distinct().toList();
      keys = keys.stream().distinct().toList();
    }

    public boolean writes() {
      return operations.stream().anyMatch(each -> !each.equals("select"));
    }

    Table named(String actual) {
      return new Table(actual, operations, via, filters, keys, bounded, repeated, place);
    }
  }

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

  /**
   * A page of the app.
   *
   * @param components what it shows, by the names they have in its file; empty for the file itself
   */
  public record Route(String path, List<String> components, Place place) {}

  /** Why a host is named. */
  public enum HostRole {
    /** Called, or likely to be. */
    CALL,
    /** Code is loaded from it. */
    IMPORT,
    /** Styles, fonts or pictures are loaded from it. */
    MEDIA,
    /** People are sent to it, or it is only mentioned. */
    LINK
  }

  public record Host(String name, HostRole role, Place place) {}

  /** A name that is computed, so that what it names is not known. */
  public record Computed(String what, Place place) {}

  /** Code that acts past the rules on rows, with the service's own rights. */
  public record ServiceRole(Place place) {}

  /** A service of the builder that code calls by its SDK, such as {@code InvokeLLM}. */
  public record Integration(String name, Place place) {}

  /** Something of the builder's that code uses. */
  public record BuilderUse(OfBuilder what, Place place) {}

  /** A secret that has a value in the code, for when no variable gives one. */
  public record Fallback(String variable, Place place) {}

  /**
   * A key of the browser's storage.
   *
   * @param writes true when it is set there
   */
  public record BrowserKey(String storage, String key, boolean writes, Place place) {}

  /** Something that is asked for again and again. */
  public record Poll(Place place) {}

  /** A call of the app's own server, by a path such as {@code /api/orders}. */
  public record Request(String path, Place place) {}

  /** What a call does outside that cannot be taken back. */
  public enum EffectKind {
    MAIL,
    PAYMENT,
    AI
  }

  public record Effect(EffectKind kind, Place place) {}

  /** Code that finds out, or asks, who calls. */
  public record CallerCheck(String how, Place place) {}

  /** What kind of thing the app's own server answers. */
  public enum ServedKind {
    API_ROUTE,
    SERVER_FUNCTION,
    SERVER_ACTION
  }

  /**
   * Something that the app's own server answers.
   *
   * @param method in capitals; {@code ALL} for any
   * @param path null when the framework makes one up
   * @param guards what runs before it, by name
   * @param span its code
   */
  public record Served(
      ServedKind kind,
      String name,
      String method,
      @Nullable String path,
      String framework,
      List<String> guards,
      Span span,
      Place place) {

    private static final Pattern ASKS =
        Pattern.compile(
            "(?i).*(?:auth|session|login|logged|guard|protect|require|verify|jwt|token|current_?user|get_?user|admin|role|permission|is_?owner|is_?staff|is_?member|user_?passes|csrf|signature|api_?key).*");

    /** What keeps a session lets in those who have none. */
    private static final Pattern KEEPS_SESSION =
        Pattern.compile("(?i)(?:.*\\.)?(?:get|cookie|express)?_?session(?:middleware|s)?");

    /** Those of its guards whose names say that they ask who calls. */
    public List<String> askingGuards() {
      return guards.stream()
          .filter(ASKS.asMatchPredicate().and(KEEPS_SESSION.asMatchPredicate().negate()))
          .toList();
    }
  }

  /**
   * A rule of {@code firestore.rules}.
   *
   * @param path such as {@code /orders/{id}}
   * @param acts such as {@code read} and {@code write}
   * @param condition null when there is none
   */
  public record StoreRule(
      String path, List<String> acts, @Nullable String condition, Place place) {}

  /** A port that a program of the app listens on. */
  public record Port(int number, Place place) {}
}
