package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the app needs to be built and to run. */
public record Deployment(
    @JsonPropertyDescription("What it needs to run.") Runtime runtime,
    Build build,
    List<Variable> variables,
    List<Service> services,
    List<Bucket> buckets,
    @JsonPropertyDescription("Message queues in the database.") List<String> queues,
    @JsonPropertyDescription("Extensions of PostgreSQL it uses.") List<String> extensions,
    @JsonPropertyDescription("The programs it is made of.") List<Component> components,
    @JsonPropertyDescription("What slows down or fails as the app grows.") List<Scaling> scaling,
    @JsonPropertyDescription("Data that lives only in the browser of each user.")
        List<BrowserData> browserData) {

  /** A document of an earlier version lacks what came later. */
  public Deployment {
    components = components == null ? List.of() : List.copyOf(components);
    scaling = scaling == null ? List.of() : List.copyOf(scaling);
    browserData = browserData == null ? List.of() : List.copyOf(browserData);
  }

  /** What an app needs to run. */
  public enum Runtime {
    /** A frontend on PostgreSQL with Supabase's interfaces. */
    SUPABASE,
    /** A server of its own on Node. */
    NODE_SERVER,
    /** A server of its own in Python. */
    PYTHON_SERVER,
    /** A frontend on the builder's own backend, which must be replaced. */
    BASE44,
    /** Files alone. */
    STATIC,
    /** Something this version of Homeport does not know. */
    UNKNOWN
  }

  /** How it is built. */
  public record Build(
      String framework,
      String packageManager,
      List<String> lockfiles,
      @Nullable String command,
      @Nullable String outputDirectory,
      @Nullable String nodeVersion,
      Basis basis) {}

  /** An environment variable. */
  public record Variable(
      String name,
      @JsonPropertyDescription("Who reads it: build, server or function.") List<String> readBy,
      @JsonPropertyDescription("True if its value ends up in the browser.") boolean isPublic,
      @JsonPropertyDescription("True if its value must be kept secret.") boolean secret,
      @JsonPropertyDescription("True if a committed file sets it.") boolean committed,
      @JsonPropertyDescription("Who provides it: homeport or owner.") String providedBy,
      @JsonPropertyDescription(
              "True if the app does not start without it; without others it works in part.")
          boolean required,
      Basis basis) {}

  /** A service outside that the owner must have. */
  public record Service(
      String name,
      List<String> hosts,
      @JsonPropertyDescription("True if it belongs to the builder and must be replaced.")
          boolean ofBuilder,
      Basis basis) {}

  /** A place for files. */
  public record Bucket(
      String name,
      @JsonPropertyDescription("True if anybody who knows an address can read the file.")
          boolean isPublic,
      @JsonPropertyDescription("The most bytes of one file.") @Nullable Long maxFileBytes,
      List<String> mediaTypes,
      @JsonPropertyDescription("Code that uses it.") List<Evidence> usedBy,
      @JsonPropertyDescription("False if no migration makes it.") boolean declared,
      Basis basis) {}

  /** A program that is built or run by itself. */
  public record Component(
      @JsonPropertyDescription("Such as Vite, Express or FastAPI.") String framework,
      @JsonPropertyDescription("Its folder; a dot for the whole tree.") String folder,
      @JsonPropertyDescription("Ports it listens on when nobody says otherwise.")
          List<Integer> ports,
      Basis basis) {}

  /** Something that was written for few users or rows. */
  public record Scaling(
      Kind kind,
      @JsonPropertyDescription("The entity, or the file where nothing else is known.")
          String subject,
      @JsonPropertyDescription("What it is, in one sentence.") String what,
      Basis basis) {

    public enum Kind {
      /** A page asks again and again. */
      POLLING,
      /** A query without a limit. */
      UNBOUNDED_SELECT,
      /** A query for each element of a list. */
      QUERY_IN_LOOP,
      /** A column that is searched by and has no index. */
      MISSING_INDEX
    }
  }

  /** A key of the browser's storage. */
  public record BrowserData(
      String key,
      @JsonPropertyDescription("localStorage, sessionStorage or indexedDB.") String storage,
      @JsonPropertyDescription(
              "True if it looks like the users' work rather than a setting or a session.")
          boolean holdsContent,
      Basis basis) {}
}
