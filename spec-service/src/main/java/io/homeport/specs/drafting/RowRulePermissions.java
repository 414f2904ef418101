package io.homeport.specs.drafting;

import io.homeport.specs.declared.Declared.Act;
import io.homeport.specs.declared.Declared.Reach;
import io.homeport.specs.declared.Declared.RowRule;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Authentication.Permission;
import io.homeport.specs.document.Authentication.Role;
import io.homeport.specs.document.Basis;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.material.Material;
import java.util.List;
import java.util.stream.Stream;

/**
 * The part of the matrix that row rules of Base44 give. They are derived from what is written, not
 * tried: the builder's server is not here to be asked.
 */
final class RowRulePermissions {

  private RowRulePermissions() {}

  /** Roles that only rules name. */
  static Stream<Role> roles(Material material, List<Role> known) {
    var named =
        Stream.concat(
                Stream.of("admin"),
                material.declared().rules().stream().flatMap(rule -> rule.roles().stream()))
            .distinct()
            .filter(name -> known.stream().noneMatch(each -> each.name().equals(name)));
    return material.declared().rules().isEmpty()
        ? Stream.empty()
        : named.map(name ->
            new Role(
                name,
                Role.Kind.APP,
                "Signed-in users with the role %s.".formatted(name),
                Basis.inferred(
                    material.declared().rules().stream()
                        .filter(rule -> rule.roles().contains(name))
                        .map(rule -> Evidence.at(rule.place()))
                        .distinct()
                        .limit(5)
                        .toList())));
  }

  static Stream<Permission> permissions(Material material, List<Role> roles) {
    return material.declared().rules().stream()
        .flatMap(rule -> roles.stream().map(role -> permission(rule, role)));
  }

  private static Permission permission(RowRule rule, Role role) {
    return new Permission(
        role.name(),
        rule.entity(),
        action(rule.act()),
        access(rule, role.name()),
        null,
        null,
        List.of(),
        List.of(rule.text()),
        Basis.inferred(List.of(Evidence.at(rule.place()))));
  }

  private static Action action(Act act) {
    return switch (act) {
      case CREATE -> Action.INSERT;
      case READ -> Action.SELECT;
      case UPDATE -> Action.UPDATE;
      case DELETE -> Action.DELETE;
    };
  }

  /** Administrators of Base44 pass only where a rule names them; server code passes always. */
  private static Access access(RowRule rule, String role) {
    if (role.equals("service_role")) {
      return Access.ALL;
    }
    if (rule.reach() == Reach.EVERYBODY) {
      return Access.ALL;
    }
    if (role.equals("anon") || rule.reach() == Reach.NOBODY) {
      return Access.NONE;
    }
    if (rule.roles().contains(role)) {
      return Access.ALL;
    }
    return switch (rule.reach()) {
      case OWN -> Access.OWN;
      case CONDITION -> Access.SOME;
      case ROLE, EVERYBODY, NOBODY -> Access.NONE;
    };
  }
}
