package io.homeport.specs.format;

import io.homeport.specs.document.Domain;
import io.homeport.specs.document.Domain.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tables that the app refers to and does not make, such as that of the accounts. */
final class OutsideTables {

  private OutsideTables() {}

  /** Their names with the columns that are referred to. */
  static SortedMap<String, List<String>> of(Domain domain) {
    var own = domain.entities().stream().map(Entity::name).collect(Collectors.toSet());
    var outside = new TreeMap<String, List<String>>();
    domain.relationships().stream()
        .filter(each -> !own.contains(each.to()))
        .forEach(each -> {
          var columns = outside.computeIfAbsent(each.to(), _ -> new ArrayList<>());
          each.toAttributes().stream()
              .filter(name -> !columns.contains(name))
              .forEach(columns::add);
        });
    return outside;
  }
}
