package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.Digest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The packages that the app is made of, in sums and exceptions. The list itself has hundreds of
 * entries that nobody reads here: it is an object of its own, which this names.
 */
public record Dependencies(
    @JsonPropertyDescription("How many packages there are, with those that packages need.")
        int packages,
    @JsonPropertyDescription("How many of them the app itself asks for.") int direct,
    @JsonPropertyDescription("How many packages have which licence, as far as it is known.")
        Map<String, Integer> licences,
    @JsonPropertyDescription("Packages whose licence asks for something in return, with it.")
        List<String> copyleft,
    @JsonPropertyDescription("Packages that the app asks for without a fixed version.")
        List<String> unpinned,
    @JsonPropertyDescription("Packages that belong to a builder.") List<String> ofBuilder,
    @JsonPropertyDescription("The files that were read.") List<String> files,
    @JsonPropertyDescription("False if a file was too long or damaged, or the list was cut.")
        boolean complete,
    @JsonPropertyDescription("The object that holds the list; null if there is none.")
        @Nullable Digest list) {

  public Dependencies {
    licences = licences == null ? Map.of() : licences;
    copyleft = List.copyOf(copyleft);
    unpinned = List.copyOf(unpinned);
    ofBuilder = List.copyOf(ofBuilder);
    files = List.copyOf(files);
  }

  /** Those of a document from before packages were listed. */
  public static Dependencies unknown() {
    return new Dependencies(
        0, 0, Map.of(), List.of(), List.of(), List.of(), List.of(), false, null);
  }
}
