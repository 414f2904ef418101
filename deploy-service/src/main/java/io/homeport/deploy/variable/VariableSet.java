package io.homeport.deploy.variable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.contracts.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All variables of an environment as they stood at one version, by name. Never changed. */
record VariableSet(SortedMap<String, Variable> byName) {

  static final int MOST = 500;

  private static final ObjectMapper JSON = new ObjectMapper();

  VariableSet {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  static VariableSet empty() {
    return new VariableSet(new TreeMap<>());
  }

  /**
   * @param changes by name; null takes a variable away
   */
  VariableSet with(Map<String, @Nullable Variable> changes) {
    var changed = new TreeMap<>(byName);
    changes.forEach((name, variable) -> {
      if (variable == null) {
        changed.remove(name);
      } else {
        changed.put(name, variable);
      }
    });
    return new VariableSet(changed);
  }

  /** Values for programs of the app that run on the server. */
  Map<String, String> values() {
    return byName.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().value()));
  }

  /** Values that a build may see: they end up in files that every visitor gets. */
  SortedMap<String, String> publicValues() {
    var values = new TreeMap<String, String>();
    byName.forEach((name, variable) -> {
      if (!variable.secret() && new VariableName(name).isPublic()) {
        values.put(name, variable.value());
      }
    });
    return values;
  }

  /** Without the values. */
  List<NamedVariables.Named> named() {
    return byName.entrySet().stream()
        .map(each ->
            new NamedVariables.Named(
                each.getKey(),
                each.getValue().secret(),
                Digest.of(each.getValue().value().getBytes(StandardCharsets.UTF_8))))
        .toList();
  }

  byte[] json() {
    try {
      return JSON.writeValueAsBytes(byName);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of strings is always writable", e);
    }
  }

  static VariableSet read(byte[] json) {
    try {
      return new VariableSet(
          JSON.readValue(json, new TypeReference<TreeMap<String, Variable>>() {}));
    } catch (IOException e) {
      throw new IllegalStateException("the environment's variables are not in their form", e);
    }
  }
}
