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
    @JsonPropertyDescription("Extensions of PostgreSQL it uses.") List<String> extensions) {

  /** What an app needs to run. */
  public enum Runtime {
    /** A frontend on PostgreSQL with Supabase's interfaces. */
    SUPABASE,
    /** A server of its own on Node. */
    NODE_SERVER,
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
}
