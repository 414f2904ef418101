package io.homeport.specs.drafting;

import io.homeport.specs.catalogue.Catalogue.Index;
import io.homeport.specs.catalogue.Catalogue.Policy;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.catalogue.Catalogue.UniqueKey;
import io.homeport.specs.document.Basis;
import io.homeport.specs.document.Deployment.Scaling;
import io.homeport.specs.document.Deployment.Scaling.Kind;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.Uses;
import io.homeport.specs.sql.SqlLexer;
import io.homeport.specs.sql.SqlToken;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was written for few users or few rows. */
final class ScalingPart {

  private final Material material;
  private final List<Scaling> found = new ArrayList<>();

  private ScalingPart(Material material) {
    this.material = material;
  }

  static List<Scaling> of(Material material) {
    var part = new ScalingPart(material);
    part.polling();
    part.byEntity(
        Kind.UNBOUNDED_SELECT,
        use -> use.operations().contains("select") && !use.bounded(),
        "All rows of %s are asked for, without a limit or a condition.");
    part.byEntity(
        Kind.QUERY_IN_LOOP, Uses.Table::repeated, "%s is asked once for each element of a list.");
    material.catalogue().tables().forEach(part::indexes);
    part.found.sort(
        Comparator.comparing(Scaling::kind)
            .thenComparing(Scaling::subject)
            .thenComparing(Scaling::what));
    return part.found;
  }

  private void polling() {
    material.source().polls().stream()
        .collect(
            Collectors.groupingBy(each -> each.place().file(), TreeMap::new, Collectors.toList()))
        .forEach((file, polls) ->
            found.add(
                new Scaling(
                    Kind.POLLING,
                    file,
                    "It asks again and again, also when nothing has changed.",
                    Basis.inferred(
                        polls.stream().map(each -> Evidence.at(each.place())).toList()))));
  }

  private void byEntity(Kind kind, Predicate<Uses.Table> wanted, String sentence) {
    material.source().tables().stream()
        .filter(wanted)
        .collect(Collectors.groupingBy(Uses.Table::name, TreeMap::new, Collectors.toList()))
        .forEach((entity, uses) ->
            found.add(
                new Scaling(
                    kind,
                    entity,
                    sentence.formatted(entity),
                    Basis.inferred(
                        uses.stream()
                            .map(Uses.Table::place)
                            .distinct()
                            .limit(10)
                            .map(Evidence::at)
                            .toList()))));
  }

  /** Columns that code or policies search by, and that no index begins with. */
  private void indexes(Table table) {
    var indexed =
        Stream.of(
                table.indexes().stream().map(Index::columns),
                table.uniqueKeys().stream()
                    .filter(key -> key.predicate() == null)
                    .map(UniqueKey::columns),
                Stream.of(table.primaryKey()))
            .flatMap(each -> each)
            .flatMap(columns -> columns.stream().limit(1))
            .collect(Collectors.toSet());
    String name = table.relation().toString();
    var missing = new TreeMap<String, List<Evidence>>();
    material.source().tables().stream()
        .filter(use -> use.name().equals(name))
        .forEach(use ->
            use.filters().stream()
                .filter(column -> isWorthAnIndex(table, column, indexed))
                .forEach(column ->
                    missing
                        .computeIfAbsent(column, _ -> new ArrayList<>())
                        .add(Evidence.at(use.place()))));
    for (var policy : material.catalogue().policiesOf(table.relation())) {
      for (String column : columnsOf(policy)) {
        if (isWorthAnIndex(table, column, indexed)) {
          missing
              .computeIfAbsent(column, _ -> new ArrayList<>())
              .add(Evidence.catalogue("pg_policies", name + "." + policy.name()));
        }
      }
    }
    missing.forEach((column, evidence) ->
        found.add(
            new Scaling(
                Kind.MISSING_INDEX,
                name,
                "%s is searched by %s, which no index begins with.".formatted(name, column),
                Basis.measured(evidence.stream().distinct().limit(10).toList()))));
  }

  private static boolean isWorthAnIndex(Table table, String column, Set<String> indexed) {
    return !indexed.contains(column)
        && table.column(column).filter(each -> !each.type().equals("boolean")).isPresent();
  }

  private static Set<String> columnsOf(Policy policy) {
    var words = new LinkedHashSet<String>();
    Stream.of(policy.using(), policy.check())
        .filter(Objects::nonNull)
        .flatMap(expression -> SqlLexer.tokens(expression).stream())
        .filter(SqlToken::isName)
        .map(SqlToken::name)
        .filter(word -> word.endsWith("_id"))
        .forEach(words::add);
    return words;
  }
}
