package io.homeport.imports.importing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.homeport.contracts.source.Format;
import io.homeport.contracts.source.Framework;
import io.homeport.contracts.source.MissingPart;
import io.homeport.contracts.source.Packages;
import io.homeport.imports.builder.Recognition;
import io.homeport.imports.framework.Frameworks;
import io.homeport.imports.missing.MissingParts;
import io.homeport.imports.packages.PackageFolders;
import io.homeport.imports.tree.SourceTree;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a source is made with, and what it lacks. */
record Inventory(
    Optional<Format> format,
    List<Framework> frameworks,
    List<Packages> packages,
    List<MissingPart> missing) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .serializationInclusion(JsonInclude.Include.NON_ABSENT)
          .build();

  static final Inventory EMPTY = new Inventory(Optional.empty(), List.of(), List.of(), List.of());

  static Inventory of(SourceTree tree, Recognition recognition) {
    return new Inventory(
        recognition.format(), Frameworks.of(tree), PackageFolders.of(tree), MissingParts.of(tree));
  }

  /** As it is kept in a column. */
  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an inventory is always writable", e);
    }
  }

  /** What {@link #json} wrote; empty where nothing was written. */
  static Inventory parse(@Nullable String json) {
    try {
      return json == null ? EMPTY : JSON.readValue(json, Inventory.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the inventory of an import cannot be read", e);
    }
  }
}
