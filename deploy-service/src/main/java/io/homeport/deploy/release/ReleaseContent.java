package io.homeport.deploy.release;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.deploy.variable.NamedVariables;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a release is made of. None of it ever changes.
 *
 * @param files the built files, before an environment's own addresses are written into them
 * @param functions by name; each is reached under {@code /functions/v1/<name>}
 * @param migrations names of its migrations, in the order in which they apply
 * @param variables absent when it runs without any
 * @param schedules jobs that the spec found in its migrations
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseContent(
    @JsonUnwrapped Release release,
    Files files,
    List<Function> functions,
    List<String> migrations,
    @Nullable Variables variables,
    List<Schedule> schedules) {

  /**
   * Built files.
   *
   * @param fingerprint of their paths and contents: two releases with the same one have the same
   *     files
   * @param fallback what answers a navigation to a path that is no file
   */
  public record Files(
      Digest fingerprint,
      int count,
      long bytes,
      String fallback,
      @JsonIgnore SortedMap<String, TreeListing.File> byPath) {}

  /**
   * An edge function.
   *
   * @param digest of its own files and those that it shares with others
   * @param open whether it answers without a token
   */
  public record Function(String name, Digest digest, boolean open) {}

  /**
   * Variables, by name; never their values.
   *
   * @param version within the environment
   */
  public record Variables(
      EnvironmentId environment, int version, List<NamedVariables.Named> names) {}

  /** A job. */
  public record Schedule(String name, String schedule) {}
}
