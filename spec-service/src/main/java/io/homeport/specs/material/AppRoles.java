package io.homeport.specs.material;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.EnumType;
import io.homeport.specs.catalogue.Catalogue.Policy;
import io.homeport.specs.sql.PolicyExpression;
import io.homeport.specs.sql.PolicyExpression.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The app's own kinds of users: those its policies ask for, by name or by a flag, and the enum they
 * come from.
 */
public final class AppRoles {

  private static final Set<String> OF_THE_PLATFORM =
      Set.of("anon", "authenticated", "service_role");

  private AppRoles() {}

  /** Each role with the policies that ask for it, roles of an enum in the enum's order. */
  public static Map<String, List<Policy>> of(Catalogue catalogue) {
    var askedFor = new TreeMap<String, List<Policy>>();
    for (var policy : catalogue.policies()) {
      Stream.of(policy.using(), policy.check())
          .filter(Objects::nonNull)
          .flatMap(expression -> PolicyExpression.terms(expression).stream())
          .flatMap(
              term -> term instanceof Term.HasRole has ? Stream.of(has.role()) : Stream.empty())
          .filter(role -> !OF_THE_PLATFORM.contains(role))
          .distinct()
          .forEach(role -> askedFor.computeIfAbsent(role, _ -> new ArrayList<>()).add(policy));
    }
    for (var flag : RoleFlags.of(catalogue)) {
      var asking = askedFor.computeIfAbsent(flag.role(), _ -> new ArrayList<>());
      flag.askedBy().stream().filter(policy -> !asking.contains(policy)).forEach(asking::add);
    }
    roleEnums(catalogue)
        .forEach(type -> type.values().forEach(role -> askedFor.putIfAbsent(role, List.of())));
    return askedFor;
  }

  /** Enums that are the type of a column called "role". */
  private static Stream<EnumType> roleEnums(Catalogue catalogue) {
    return catalogue.enums().stream()
        .filter(type ->
            catalogue.tables().stream()
                .flatMap(table -> table.columns().stream())
                .anyMatch(column ->
                    column.name().equals("role")
                        && column.type().equals(type.relation().toString())));
  }
}
