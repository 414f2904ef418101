package io.homeport.specs.format;

import io.homeport.specs.document.Domain.Attribute;
import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Domain.Invariant;
import java.util.List;
import java.util.stream.Collectors;

/** Which columns a rule says are unique, read from its sentence. */
final class UniqueColumns {

  private static final String ONE = " is unique";
  private static final String SEVERAL = " are unique together";

  private UniqueColumns() {}

  /** Empty for other rules, and for those that hold of some rows only or of expressions. */
  static List<String> of(Invariant rule, Entity entity) {
    String statement = rule.statement();
    String ending = statement.endsWith(ONE) ? ONE : SEVERAL;
    if (rule.kind() != Invariant.Kind.UNIQUE || !statement.endsWith(ending)) {
      return List.of();
    }
    var known = entity.attributes().stream().map(Attribute::name).collect(Collectors.toSet());
    var columns = List.of(statement.substring(0, statement.length() - ending.length()).split(", "));
    return known.containsAll(columns) ? columns : List.of();
  }
}
