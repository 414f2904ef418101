package io.homeport.specs.material;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.Catalogue.ForeignKey;
import io.homeport.specs.catalogue.Catalogue.Policy;
import io.homeport.specs.catalogue.Catalogue.Relation;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.sql.PolicyExpression;
import io.homeport.specs.sql.PolicyExpression.Term;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The column that says whose row it is: the one that policies compare with the user's id; else a
 * foreign key to the users.
 *
 * @param policy the policy that compares it; null when the foreign key says so
 */
public record Owner(String column, @Nullable Policy policy) {

  public static final Relation USERS = new Relation("auth", "users");

  public static Optional<Owner> of(Catalogue catalogue, Table table) {
    for (var policy : catalogue.policiesOf(table.relation())) {
      var column =
          Stream.of(policy.using(), policy.check())
              .filter(Objects::nonNull)
              .flatMap(expression -> PolicyExpression.terms(expression).stream())
              .flatMap(
                  term -> term instanceof Term.Own own ? Stream.of(own.column()) : Stream.empty())
              .filter(name -> table.column(name).isPresent())
              .findFirst();
      if (column.isPresent()) {
        return Optional.of(new Owner(column.get(), policy));
      }
    }
    return table.foreignKeys().stream()
        .filter(Owner::isToUser)
        .map(key -> key.columns().getFirst())
        .filter(
            column -> column.equals("id") || column.equals("user_id") || column.startsWith("owner"))
        .findFirst()
        .map(column -> new Owner(column, null));
  }

  /** All columns that policies compare with the user's id, and the owner's. */
  public static Set<String> compared(Catalogue catalogue, Table table) {
    var columns = new TreeSet<String>();
    catalogue.policiesOf(table.relation()).stream()
        .flatMap(policy -> Stream.of(policy.using(), policy.check()))
        .filter(Objects::nonNull)
        .flatMap(expression -> PolicyExpression.terms(expression).stream())
        .forEach(term -> {
          if (term instanceof Term.Own own && table.column(own.column()).isPresent()) {
            columns.add(own.column());
          }
        });
    of(catalogue, table).map(Owner::column).ifPresent(columns::add);
    return columns;
  }

  /** True if the key's one column holds a user's id. */
  public static boolean isToUser(ForeignKey key) {
    return key.target().equals(USERS) && key.columns().size() == 1;
  }
}
