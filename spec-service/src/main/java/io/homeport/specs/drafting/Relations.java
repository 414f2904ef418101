package io.homeport.specs.drafting;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.catalogue.Catalogue.View;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which names are those of tables and views. */
final class Relations {

  private Relations() {}

  /** Of the names in a function's text those that exist: others are variables. */
  static List<String> known(Catalogue catalogue, Collection<String> names) {
    var existing =
        Stream.concat(
                catalogue.tables().stream().map(Table::relation),
                catalogue.views().stream().map(View::relation))
            .map(Object::toString)
            .collect(Collectors.toSet());
    return names.stream()
        .filter(name ->
            existing.contains(name) || name.startsWith("auth.") || name.startsWith("storage."))
        .sorted()
        .toList();
  }
}
