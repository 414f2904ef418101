package io.homeport.specs.material;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.Policy;
import io.homeport.specs.catalogue.Catalogue.PolicyCommand;
import io.homeport.specs.catalogue.Catalogue.Relation;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.sql.PolicyExpression;
import io.homeport.specs.sql.PolicyExpression.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What each role may do with each table, derived from grants and policies. It is what the rules
 * say, not what was tried: a condition that is not understood counts as {@link Access#SOME}.
 */
public final class PermissionMatrix {

  private final Catalogue catalogue;

  public PermissionMatrix(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * One cell.
   *
   * @param policies those that give the access
   * @param conditional true if it hangs on more than who asks and whose the row is
   */
  public record Cell(Access access, List<Policy> policies, boolean conditional) {}

  /** Who asks: a role of the platform, for signed-in users perhaps with a role of the app. */
  public record Asker(String databaseRole, @Nullable String appRole) {

    public static final Asker ANON = new Asker("anon", null);
    public static final Asker AUTHENTICATED = new Asker("authenticated", null);
    public static final Asker SERVICE = new Asker("service_role", null);

    public static Asker with(String appRole) {
      return new Asker("authenticated", appRole);
    }
  }

  /** What the asker may do with the rows of a table. */
  public Cell cell(Asker asker, Table table, Action action) {
    if (!catalogue.isGranted(table.relation(), asker.databaseRole(), action.name())) {
      return new Cell(Access.NONE, List.of(), false);
    }
    if (!table.rowSecurity() || asker.equals(Asker.SERVICE)) {
      return new Cell(Access.ALL, List.of(), false);
    }
    return byPolicies(asker, table.relation(), action);
  }

  private Cell byPolicies(Asker asker, Relation table, Action action) {
    var access = Access.NONE;
    var giving = new ArrayList<Policy>();
    boolean restricted = false;
    boolean certain = false;
    for (var policy : catalogue.policiesOf(table)) {
      if (!concerns(policy, asker, action)) {
        continue;
      }
      if (!policy.permissive()) {
        restricted = true;
        continue;
      }
      var given = access(policy, asker, action);
      if (given != Access.NONE) {
        giving.add(policy);
        certain |= isCertain(policy, asker, action);
        access = given.compareTo(access) > 0 ? given : access;
      }
    }
    return new Cell(
        restricted && access == Access.ALL ? Access.SOME : access, giving, restricted || !certain);
  }

  private static boolean concerns(Policy policy, Asker asker, Action action) {
    boolean command =
        policy.command() == PolicyCommand.ALL || policy.command().name().equals(action.name());
    return command
        && (policy.roles().contains("public") || policy.roles().contains(asker.databaseRole()));
  }

  private Access access(Policy policy, Asker asker, Action action) {
    String expression = expression(policy, action);
    if (expression == null) {
      return policy.check() == null ? Access.ALL : Access.NONE;
    }
    return terms(expression)
        .map(term -> access(term, asker))
        .max(java.util.Comparator.naturalOrder())
        .orElse(Access.NONE);
  }

  /** Its alternatives; flags that are roles of the app stand as such. */
  private Stream<Term> terms(String expression) {
    return PolicyExpression.terms(expression).stream()
        .map(term ->
            switch (term) {
              case Term.HasFlag flag -> held(RoleFlags.role(catalogue, flag), flag.alone(), flag);
              case Term.Judged judged ->
                  held(RoleFlags.judgedBy(catalogue, judged.function()), judged.alone(), judged);
              case Term.Always _, Term.SignedIn _, Term.Own _, Term.HasRole _, Term.Condition _ ->
                  term;
            });
  }

  private static Term held(Optional<String> role, boolean alone, Term otherwise) {
    return role.<Term>map(name -> new Term.HasRole(name, alone)).orElse(otherwise);
  }

  private static @Nullable String expression(Policy policy, Action action) {
    return action == Action.INSERT && policy.check() != null ? policy.check() : policy.using();
  }

  /** True if some alternative asks nothing but who it is and whose the row is. */
  private boolean isCertain(Policy policy, Asker asker, Action action) {
    String expression = expression(policy, action);
    return expression == null
        || terms(expression)
            .filter(term -> access(term, asker) != Access.NONE)
            .anyMatch(term ->
                switch (term) {
                  case Term.Always() -> true;
                  case Term.SignedIn() -> true;
                  case Term.Own(String _, boolean alone) -> alone;
                  case Term.HasRole(String _, boolean alone) -> alone;
                  case Term.HasFlag _, Term.Judged _, Term.Condition _ -> false;
                });
  }

  private static Access access(Term term, Asker asker) {
    boolean signedIn = asker.databaseRole().equals("authenticated");
    return switch (term) {
      case Term.Always() -> Access.ALL;
      case Term.SignedIn() -> signedIn ? Access.ALL : Access.NONE;
      case Term.Own own -> signedIn ? Access.OWN : Access.NONE;
      case Term.HasRole(String role, boolean alone) -> {
        boolean has = signedIn && role.equals(asker.appRole());
        yield has ? (alone ? Access.ALL : Access.SOME) : Access.NONE;
      }
      case Term.HasFlag _ -> access(new Term.Condition(true), asker);
      case Term.Judged(String _, boolean asksWho, boolean _) ->
          access(new Term.Condition(asksWho), asker);
      case Term.Condition(boolean asksWho) -> signedIn || !asksWho ? Access.SOME : Access.NONE;
    };
  }
}
